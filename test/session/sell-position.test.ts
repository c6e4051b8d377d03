import { afterEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/ports/exchange.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function openWith(exchangeThrough: (exchange: Exchange) => Exchange): Promise<void> {
  rig = await stewardForTest({ exchangeThrough });
  await openPosition(rig);
}

function close() {
  return rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
}

describe('the sale of a position', () => {
  it('cancels the stop once more when the exchange still has it open, and then sells', async () => {
    let cancels = 0;
    await openWith((exchange) =>
      changedExchange(exchange, {
        cancel: (key) => {
          cancels += 1;
          return cancels === 1 ? Promise.resolve({ tag: 'outcome-unknown', cause: 'it never arrived' }) : exchange.cancel(key);
        },
      }),
    );
    expect(await close()).toMatchObject({ tag: 'sold', result: { tag: 'filled' } });
    expect(cancels).toBe(2);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(restingStops(rig, 'BTCUSDT')).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('is planned once more when a filter of the market refuses it', async () => {
    let refusals = 0;
    await openWith((exchange) =>
      changedExchange(exchange, {
        place: (request) => {
          if (request.order.type !== 'market' || refusals > 0) return exchange.place(request);
          refusals += 1;
          return Promise.resolve({ tag: 'rejected', code: -1013, message: 'Filter failure: LOT_SIZE' });
        },
      }),
    );
    expect(await close()).toMatchObject({ tag: 'sold', result: { tag: 'filled' } });
    expect(refusals).toBe(1);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
  });

  it('is refused when the filter refuses it again, and the stop rests as before', async () => {
    await openWith((exchange) =>
      changedExchange(exchange, {
        place: (request) =>
          request.order.type === 'market'
            ? Promise.resolve({ tag: 'rejected', code: -1013, message: 'Filter failure: LOT_SIZE' })
            : exchange.place(request),
      }),
    );
    expect(await close()).toMatchObject({ tag: 'sold', result: { tag: 'rejected', code: -1013 } });
    expect(restingStops(rig, 'BTCUSDT')).toHaveLength(1);
  });
});
