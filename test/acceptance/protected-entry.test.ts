import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { changedMarket } from '../support/changed-market.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { steadyMarket } from '../support/steady-market.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

let rig: StewardForTest;
let calls: string[] = [];

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

/** A bot whose requests to the exchange are noted by their names. */
async function open(options: StewardForTestOptions = {}): Promise<void> {
  calls = [];
  rig = await stewardForTest({ ...options, exchangeThrough: noted });
}

function noted(exchange: Exchange): Exchange {
  return changedExchange(exchange, {
    place: (request) => {
      calls.push(`place ${request.order.type}`);
      return exchange.place(request);
    },
    placeList: (request) => {
      calls.push(`place ${request.kind}${request.target === null ? '' : ' and target'}`);
      return exchange.placeList(request);
    },
    replace: (request) => {
      calls.push(`replace by ${request.place.order.type}`);
      return exchange.replace(request);
    },
    cancel: (key) => {
      calls.push('cancel');
      return exchange.cancel(key);
    },
  });
}

async function moveStop(stopFraction: number): Promise<void> {
  rig.llm.wish({ action: 'move-stop', symbol: 'BTCUSDT', stopFraction });
  await rig.runNextSession();
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
}

async function openTypes(): Promise<readonly string[]> {
  return (await rig.exchange.fetchOpenOrders()).map(({ request, status }) => `${request.type} ${status}`).sort();
}

async function sales(): Promise<readonly string[]> {
  return (await rig.factsOf('fill-booked')).flatMap(({ fill, reason }) => (fill.side === 'sell' ? [reason] : []));
}

describe('an entry', () => {
  it('has its stop from the moment in which it is filled, by one request', async () => {
    await open();
    await openPosition(rig);
    expect(calls).toEqual(['place entry-with-exits']);
    expect(await openTypes()).toEqual(['stop-loss open']);
    expect(await rig.factsOf('position-protected')).toMatchObject([{ symbol: 'BTCUSDT', unprotectedMs: 0 }]);
    expect(await rig.factsOf('position-unprotected')).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('on a market that takes no lists is followed by its stop', async () => {
    await open({ capabilities: [] });
    await openPosition(rig);
    expect(calls).toEqual(['place limit', 'place stop-loss']);
    await expectSoundAccount(rig);
  });

  it('at any price is followed by its stop, since a list takes none', async () => {
    await open({ settings: { 'execution.entryKind': 'market' } });
    await openPosition(rig);
    expect(calls).toEqual(['place market', 'place stop-loss']);
    await expectSoundAccount(rig);
  });

  it('that the market cannot fill whole buys nothing and leaves nothing behind', async () => {
    const market = changedMarket(steadyMarket({ from: TEST_START - 60 * DAY_MS, until: TEST_START + 30 * DAY_MS }));
    market.change('BTCUSDT', { from: TEST_START, candle: (usual) => ({ ...usual, volume: 0.2 }) });
    await open({ market });
    await expect(openPosition(rig)).rejects.toThrow('nothing is held');
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'unfilled' });
    expect(await openTypes()).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('whose answer is lost is looked for with its stop, and neither is sent again', async () => {
    let lost = 1;
    await open({ faults: { beforePlace: () => (lost-- > 0 ? 'lose-reply' : null) } });
    await openPosition(rig);
    expect(calls).toEqual(['place entry-with-exits']);
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
    expect(await rig.factsOf('position-protected')).toMatchObject([{ unprotectedMs: 0 }]);
    await expectSoundAccount(rig);
  });

  it('that never reached the exchange is lost with its stop, and nothing is bought', async () => {
    let lost = 1;
    await open({ faults: { beforePlace: () => (lost-- > 0 ? 'lose-request' : null) } });
    await expect(openPosition(rig)).rejects.toThrow('nothing is held');
    await rig.passing(rig.steward.services.protection.audit());
    expect(rig.steward.state.orders.lost().map(({ intent }) => intent.purpose)).toEqual(['entry', 'stop']);
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'lost' });
    await expectSoundAccount(rig);
  });

  it('that adds to a position brings the tighter stop, and both stops sell all of it', async () => {
    await open();
    await openPosition(rig, { sizeStep: 0.25, stopFraction: 0.03 });
    await openPosition(rig, { sizeStep: 0.25, stopFraction: 0.06 });
    const { stopPrice } = heldPosition(rig, 'BTCUSDT');
    expect(new Set(restingStops(rig, 'BTCUSDT'))).toEqual(new Set([stopPrice?.toFixed()]));
    expect(rig.steward.state.protection.unprotectedMs).toBe(0);
    await expectSoundAccount(rig);
  });

  it('goes on with what rests on the exchange after a restart', async () => {
    const store = memorySimulatorStore();
    await open({ store });
    await openPosition(rig, { targetFraction: 0.05 });
    await rig.stop();
    const { journal, clock } = rig;
    rig = await stewardForTest({ store, journal, startAt: clock.now() + HOUR_MS, epoch: 2, exchangeThrough: noted });
    expect(calls).toEqual(['place entry-with-exits and target']);
    expect(await openTypes()).toEqual(['stop-loss open', 'take-profit open']);
    await expectSoundAccount(rig);
  });
});

describe('a target', () => {
  it('rests with the stop and sells when the price has risen to it; the stop ends by itself', async () => {
    await open();
    await openPosition(rig, { targetFraction: 0.05 });
    expect(calls).toEqual(['place entry-with-exits and target']);
    expect(await openTypes()).toEqual(['stop-loss open', 'take-profit open']);
    rig.market.shift('BTCUSDT', { from: rig.clock.now() + HOUR_MS, factor: 1.1 });
    await rig.advance({ hours: 2 });
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(await sales()).toEqual(['target']);
    expect(await openTypes()).toEqual([]);
    await rig.passing(rig.steward.services.protection.audit());
    expect(calls.filter((call) => call.startsWith('place'))).toHaveLength(1);
    await expectSoundAccount(rig);
  });

  it('is no stop hit: the symbol may be bought again at once', async () => {
    await open();
    await openPosition(rig, { targetFraction: 0.05 });
    rig.market.shift('BTCUSDT', { from: rig.clock.now() + HOUR_MS, factor: 1.1 });
    await rig.advance({ hours: 2 });
    expect(rig.steward.state.portfolio.lastStopHitAt.get('BTCUSDT')).toBeUndefined();
  });

  it('ends when the stop is hit', async () => {
    await open();
    await openPosition(rig, { targetFraction: 0.05 });
    rig.market.shift('BTCUSDT', { from: rig.clock.now() + HOUR_MS, factor: 0.9 });
    await rig.advance({ hours: 2 });
    expect(await sales()).toEqual(['protection']);
    expect(await openTypes()).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('goes with the position when it is sold', async () => {
    await open();
    await openPosition(rig, { targetFraction: 0.05 });
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    expect(await sales()).toEqual(['close-command']);
    expect(await openTypes()).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('stays, as a new pair, when a part of the position is sold', async () => {
    await open();
    await openPosition(rig, { targetFraction: 0.05 });
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 0.5, by: OPERATOR }));
    expect(await openTypes()).toEqual(['stop-loss open', 'take-profit open']);
    await expectSoundAccount(rig);
  });

  it('stays, as a new pair, when the stop is moved, and the time without one is counted', async () => {
    await open();
    await openPosition(rig, { targetFraction: 0.05 });
    await moveStop(0.02);
    expect(calls.slice(1)).toEqual(['cancel', 'place stop-with-target and target']);
    expect(await openTypes()).toEqual(['stop-loss open', 'take-profit open']);
    await expectSoundAccount(rig);
  });
});

describe('a stop that is moved', () => {
  it('is exchanged in one request, so that the position is never without one', async () => {
    await open();
    await openPosition(rig);
    await moveStop(0.02);
    expect(calls.slice(1)).toEqual(['replace by stop-loss']);
    expect(restingStops(rig, 'BTCUSDT')).toEqual([heldPosition(rig, 'BTCUSDT').stopPrice?.toFixed()]);
    expect(rig.steward.state.protection.unprotectedMs).toBe(0);
    await expectSoundAccount(rig);
  });

  it('is cancelled and placed anew where the market does not exchange orders', async () => {
    await open({ capabilities: ['opo', 'oco'] });
    await openPosition(rig);
    await moveStop(0.02);
    expect(calls.slice(1)).toEqual(['cancel', 'place stop-loss']);
    await expectSoundAccount(rig);
  });

  it('rests where it was when the exchange refuses the exchange of the two', async () => {
    let isRefusing = false;
    await open({
      faults: {
        beforePlace: ({ kind }) =>
          isRefusing && kind === 'replacement' ? { reject: { code: -1015, message: 'Too many new orders.' } } : null,
      },
    });
    await openPosition(rig);
    const before = restingStops(rig, 'BTCUSDT');
    isRefusing = true;
    await moveStop(0.02);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(before);
    isRefusing = false;
    await rig.advance({ minutes: 1 });
    await rig.passing(rig.steward.services.protection.audit());
    expect(restingStops(rig, 'BTCUSDT')).not.toEqual(before);
    await expectSoundAccount(rig);
  });

  it('is looked for when the answer to the exchange of the two is lost', async () => {
    let isLosing = false;
    await open({ faults: { beforePlace: ({ kind }) => (isLosing && kind === 'replacement' ? 'lose-reply' : null) } });
    await openPosition(rig);
    isLosing = true;
    await moveStop(0.02);
    await rig.passing(rig.steward.services.protection.audit());
    expect(restingStops(rig, 'BTCUSDT')).toEqual([heldPosition(rig, 'BTCUSDT').stopPrice?.toFixed()]);
    expect(await openTypes()).toEqual(['stop-loss open']);
    await expectSoundAccount(rig);
  });
});

describe('a sale', () => {
  it('sells nothing besides a stop that the exchange does not take off, and says so', async () => {
    let isStuck = false;
    const refusal = { code: -2011, message: 'Order was not canceled due to cancel restrictions.' };
    await open({ faults: { beforeCancel: () => (isStuck ? { reject: refusal } : null) } });
    await openPosition(rig);
    isStuck = true;
    const answer = await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    expect(answer).toMatchObject({ tag: 'sold', result: { tag: 'stop-not-cancelled' } });
    expect(await sales()).toEqual([]);
    expect(await openTypes()).toEqual(['stop-loss open']);
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.get('P2')?.state).toMatchObject({ tag: 'failed', why: 'stop-not-cancelled' });
    await expectSoundAccount(rig);
  });
});
