import { afterEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/ports/exchange.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition, restingStops } from '../support/open-position.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function priceTimes(factor: number): Promise<void> {
  rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor });
  await rig.advance({ hours: 1 });
  await rig.passing(rig.steward.services.protection.watch());
}

async function trailed(): Promise<readonly string[]> {
  return (await rig.factsOf('stop-set')).flatMap(({ by, stopPrice }) => (by === 'trail' ? [stopPrice] : []));
}

describe('a stop that is to follow the price', () => {
  it('is moved on the exchange in one request per step, and never back', async () => {
    const replaced: string[] = [];
    rig = await stewardForTest({
      settings: { 'execution.trailingStopFraction': '0.04', 'execution.trailingStepFraction': '0.01' },
      exchangeThrough: (exchange: Exchange) =>
        changedExchange(exchange, {
          replace: (request) => {
            replaced.push(request.place.order.clientOrderId);
            return exchange.replace(request);
          },
        }),
    });
    await openPosition(rig);
    const [before] = restingStops(rig, 'BTCUSDT');
    expect(before).toBe('38400');
    const movesBefore = replaced.length;
    await priceTimes(1.005);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
    await priceTimes(1.05);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['40320']);
    await priceTimes(1.03);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['40320']);
    await priceTimes(1.1);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['42240']);
    expect(await trailed()).toEqual(['40320', '42240']);
    expect(replaced.length - movesBefore).toBe(2);
    expect(await rig.factsOf('position-unprotected')).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('stays where it is while the configuration does not ask for it', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    await priceTimes(1.2);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
    expect(await trailed()).toEqual([]);
  });
});
