import { afterEach, describe, expect, it } from 'vitest';
import { floorToStep, price, quantity } from '../../src/domain/decimal.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import type { PlaceFault } from '../../src/simulator/faults.ts';
import { changedMarket } from '../support/changed-market.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { steadyMarket } from '../support/steady-market.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

/** Markets that take no lists: the entry goes first, and its stop is an order of its own. */
const STOP_FOLLOWS = { capabilities: [] } as const;

let rig: StewardForTest;
let expectedBugs = 0;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toHaveLength(expectedBugs);
  expectedBugs = 0;
});

function audit(): Promise<void> {
  return rig.passing(rig.steward.services.protection.audit());
}

function watch(): Promise<void> {
  return rig.passing(rig.steward.services.protection.watch());
}

function liveStop(symbol: MarketSymbol) {
  const [stop] = rig.steward.state.orders.protectionOf(symbol).liveStops;
  if (stop === undefined) throw new Error(`no stop rests in ${symbol}`);
  return stop;
}

async function alerts(): Promise<readonly string[]> {
  return (await rig.entries()).flatMap(({ fact }) =>
    fact.kind === 'alert-raised' || fact.kind === 'alert-resolved' ? [`${fact.kind} ${fact.key}`] : [],
  );
}

async function intended(purpose: 'stop' | 'exit'): Promise<number> {
  return (await rig.factsOf('order-intended')).filter(({ intent }) => intent.purpose === purpose).length;
}

/** Refuses stops while `isRefusing`. */
function refusingStops(refusal: { readonly code: number; readonly message: string }) {
  const state = { isRefusing: false };
  const beforePlace = ({ order }: { readonly order: { readonly type: string } }): PlaceFault | null =>
    state.isRefusing && order.type.startsWith('stop-loss') ? { reject: refusal } : null;
  return { state, faults: { beforePlace } };
}

function market() {
  return changedMarket(steadyMarket({ from: TEST_START - 60 * DAY_MS, until: TEST_START + 30 * DAY_MS }));
}

describe('a stop that is cancelled behind our back', () => {
  it('is placed again as soon as the exchange tells of it', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    const before = liveStop('BTCUSDT');
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: before.clientOrderId });
    await rig.exchange.idle();
    await rig.steward.idle();
    expect(liveStop('BTCUSDT').clientOrderId).not.toBe(before.clientOrderId);
    expect(liveStop('BTCUSDT').stopPrice.toFixed()).toBe(before.stopPrice.toFixed());
    await expectSoundAccount(rig);
  });

  it('is placed again by the next audit when nothing was told', async () => {
    rig = await stewardForTest({ faults: { beforeEvent: () => [] } });
    await openPosition(rig);
    const before = liveStop('BTCUSDT');
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: before.clientOrderId });
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
    await audit();
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
    await expectSoundAccount(rig);
  });

  it('is booked by the next audit when it was filled instead', async () => {
    rig = await stewardForTest({ faults: { beforeEvent: () => [] } });
    await openPosition(rig);
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    await rig.advance({ minutes: 30 });
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
    await audit();
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    await expectSoundAccount(rig);
  });
});

describe('a stop that the exchange refuses', () => {
  const BUSY = { code: -1015, message: 'Too many new orders.' };

  it('is told once as unprotected, tried again by each look, and told as mended when it rests', async () => {
    const { state, faults } = refusingStops(BUSY);
    rig = await stewardForTest({ ...STOP_FOLLOWS, faults });
    state.isRefusing = true;
    await openPosition(rig);
    for (let look = 0; look < 3; look += 1) {
      await rig.advance({ seconds: 4 });
      await watch();
    }
    expect(await rig.factsOf('position-unprotected')).toMatchObject([
      { symbol: 'BTCUSDT', why: 'the exchange refused the stop: -1015 Too many new orders.' },
    ]);
    expect(await intended('stop')).toBe(5);
    state.isRefusing = false;
    await rig.advance({ seconds: 4 });
    await watch();
    expect(await alerts()).toEqual(['alert-raised unprotected-BTCUSDT', 'alert-resolved unprotected-BTCUSDT']);
    expect(await rig.factsOf('position-protected')).toMatchObject([{ unprotectedMs: 16_000 }]);
    expect(rig.steward.state.protection.unprotectedMs).toBe(16_000);
    await expectSoundAccount(rig);
  });

  it('is told again for a later position, also after a restart', async () => {
    const store = memorySimulatorStore();
    const { state, faults } = refusingStops(BUSY);
    rig = await stewardForTest({ ...STOP_FOLLOWS, faults, store });
    state.isRefusing = true;
    await openPosition(rig);
    await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR });
    expect(await alerts()).toEqual(['alert-raised unprotected-BTCUSDT', 'alert-resolved unprotected-BTCUSDT']);
    await rig.stop();
    rig = await stewardForTest({ ...STOP_FOLLOWS, faults, store, journal: rig.journal, startAt: rig.clock.now(), epoch: 2 });
    state.isRefusing = true;
    await openPosition(rig, { sizeStep: 0.25 });
    expect(await rig.factsOf('position-unprotected')).toHaveLength(2);
    state.isRefusing = false;
    await rig.advance({ minutes: 1 });
    await audit();
    expect((await rig.factsOf('position-protected')).at(-1)).toMatchObject({ unprotectedMs: 60_000 });
    await expectSoundAccount(rig);
  });

  it('because the price is below it already is not tried again: the position is sold at once', async () => {
    const { state, faults } = refusingStops({ code: -2010, message: 'Stop price would trigger immediately.' });
    rig = await stewardForTest({ ...STOP_FOLLOWS, faults });
    state.isRefusing = true;
    await expect(openPosition(rig)).rejects.toThrow('nothing is held');
    expect(await intended('stop')).toBe(1);
    expect(await intended('exit')).toBe(1);
    expect((await rig.factsOf('fill-booked')).map(({ fill, reason }) => `${fill.side} ${reason}`)).toEqual([
      'buy signal',
      'sell emergency-exit',
    ]);
    expect(await rig.factsOf('position-unprotected')).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('because the market takes no such orders is tried once with each type that the market lists, and then sold', async () => {
    const { state, faults } = refusingStops({ code: -1013, message: 'Stop loss orders are not supported for this symbol.' });
    rig = await stewardForTest({ ...STOP_FOLLOWS, faults });
    state.isRefusing = true;
    await expect(openPosition(rig)).rejects.toThrow('nothing is held');
    expect((await rig.factsOf('order-intended')).map(({ intent }) => intent.request.order.type)).toEqual([
      'limit',
      'stop-loss',
      'stop-loss-limit',
      'market',
    ]);
    await expectSoundAccount(rig);
  });

  it('and whose sale is refused as well is told as unprotected', async () => {
    const state = { isRefusing: false };
    rig = await stewardForTest({
      ...STOP_FOLLOWS,
      faults: {
        beforePlace: ({ order }) =>
          state.isRefusing && order.side === 'sell'
            ? { reject: { code: -2010, message: 'Stop price would trigger immediately.' } }
            : null,
      },
    });
    state.isRefusing = true;
    await openPosition(rig);
    expect(await rig.factsOf('position-unprotected')).toMatchObject([
      { why: 'the exchange refused the sale: -2010 Stop price would trigger immediately.' },
    ]);
    state.isRefusing = false;
    await audit();
    await expectSoundAccount(rig);
  });
});

describe('a price that gapped below the stop', () => {
  it('sells a position whose stop had vanished', async () => {
    const changed = market();
    rig = await stewardForTest({ market: changed, faults: { beforeEvent: () => [] } });
    await openPosition(rig);
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: liveStop('BTCUSDT').clientOrderId });
    changed.gap('BTCUSDT', { at: rig.clock.now() + HOUR_MS, factor: 0.9 });
    await rig.advance({ hours: 1, minutes: 1 });
    await audit();
    expect((await rig.factsOf('fill-booked')).at(-1)).toMatchObject({ reason: 'emergency-exit', fill: { side: 'sell' } });
    await expectSoundAccount(rig);
  });

  it('sells at the market what a triggered stop-limit did not', async () => {
    const changed = market();
    rig = await stewardForTest({ market: changed, settings: { 'simulator.preset': 'capture-2024' } });
    await openPosition(rig);
    expect((await rig.factsOf('order-intended')).at(-1)?.intent.request.order.type).toBe('stop-loss-limit');
    changed.gap('BTCUSDT', { at: rig.clock.now() + HOUR_MS, factor: 0.9 });
    await rig.advance({ hours: 1, minutes: 1 });
    await audit();
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
    await expectSoundAccount(rig);
  });
});

describe('a position', () => {
  it.each<{ feePaidIn: string; taken: number }>([
    { feePaidIn: 'received', taken: 0.001 },
    { feePaidIn: 'quote', taken: 0 },
  ])('whose fee is paid in what is $feePaidIn has a stop for what is left of it', async ({ feePaidIn, taken }) => {
    rig = await stewardForTest({ settings: { 'simulator.feePaidIn': feePaidIn } });
    const { quantity } = await openPosition(rig);
    const [{ fill } = { fill: { quantity: '0' } }] = await rig.factsOf('fill-booked');
    expect(quantity.toNumber()).toBeCloseTo(Number(fill.quantity) * (1 - taken), 10);
    const step = rig.steward.services.instruments.get('BTCUSDT')?.stepSize ?? quantity;
    expect(liveStop('BTCUSDT').remainingQuantity.toFixed()).toBe(floorToStep(quantity, step).toFixed());
    await expectSoundAccount(rig);
  });

  it('of an entry that was filled in part has a stop for that part', async () => {
    const changed = market();
    changed.change('BTCUSDT', { from: TEST_START, candle: (usual) => ({ ...usual, volume: 0.2 }) });
    rig = await stewardForTest({ ...STOP_FOLLOWS, market: changed });
    await openPosition(rig);
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'executed', filledQuantity: '0.01' });
    expect((await rig.factsOf('order-changed')).map(({ state }) => state.tag)).toContain('expired');
    expect(liveStop('BTCUSDT').remainingQuantity.toFixed()).toBe('0.00999');
    await expectSoundAccount(rig);
  });

  it('whose stop was filled in part only is sold as the market takes it, hour by hour', async () => {
    const changed = market();
    rig = await stewardForTest({ market: changed });
    await openPosition(rig);
    changed.change('BTCUSDT', { from: rig.clock.now() + HOUR_MS, candle: (usual) => ({ ...usual, volume: 0.2 }) });
    changed.gap('BTCUSDT', { at: rig.clock.now() + HOUR_MS, factor: 0.9 });
    for (let hour = 0; hour < 6; hour += 1) {
      await rig.advance({ hours: 1 });
      await audit();
    }
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    const sold = (await rig.factsOf('fill-booked')).filter(({ fill }) => fill.side === 'sell').map(({ fill }) => fill.quantity);
    expect(sold).toEqual(['0.01', '0.01', '0.01', '0.00105']);
    await expectSoundAccount(rig);
  });

  it('that grew has stops for all of it, and one that shrank for no more than is left', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { sizeStep: 0.25 });
    const { quantity } = await openPosition(rig, { sizeStep: 0.25 });
    await expectSoundAccount(rig);
    const taken = quantity.div(-2).toFixed(5);
    await rig.steward.state.record([{ kind: 'transfer-booked', asset: 'BTC', quantity: taken, why: 'withdrawal' }]);
    await audit();
    const { liveStops } = rig.steward.state.orders.protectionOf('BTCUSDT');
    const covered = liveStops.reduce((sum, stop) => sum + stop.remainingQuantity.toNumber(), 0);
    expect(covered).toBeCloseTo(quantity.toNumber() / 2, 4);
    expect(covered).toBeLessThanOrEqual(heldPosition(rig, 'BTCUSDT').quantity.toNumber());
  });

  it('that is gone leaves no stop behind', async () => {
    rig = await stewardForTest();
    const { quantity } = await openPosition(rig);
    await rig.steward.state.record([
      { kind: 'transfer-booked', asset: 'BTC', quantity: quantity.negated().toFixed(), why: 'withdrawal' },
    ]);
    await audit();
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
  });

  it('of less than the market takes is written off, and lies apart', async () => {
    rig = await stewardForTest();
    const { quantity } = await openPosition(rig);
    await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR });
    const dust = quantity.minus(quantity.toDecimalPlaces(5, 1));
    expect(dust.gt(0)).toBe(true);
    expect(await rig.factsOf('transfer-booked')).toEqual([
      { kind: 'transfer-booked', asset: 'BTC', quantity: dust.toFixed(), why: 'dust' },
    ]);
    expect(rig.steward.state.portfolio.book.dust['BTC']?.toFixed()).toBe(dust.toFixed());
    expect(await rig.factsOf('position-unprotected')).toEqual([]);
    await expectSoundAccount(rig);
  });
});

describe('a position whose price is not known', () => {
  function withoutPrices(): { readonly state: { isBlind: boolean }; through(marketData: MarketData): MarketData } {
    const state = { isBlind: false };
    return {
      state,
      through: (marketData) => ({
        fetchCandles: (query) => marketData.fetchCandles(query),
        fetchMark: async (symbol) => (state.isBlind && symbol === 'BTCUSDT' ? null : marketData.fetchMark(symbol)),
      }),
    };
  }

  it('is as safe as before while its stop rests', async () => {
    const { state, through } = withoutPrices();
    rig = await stewardForTest({ marketDataThrough: through });
    await openPosition(rig);
    state.isBlind = true;
    await audit();
    expect(await alerts()).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('is told as unprotected without one, and protected when the price is there again', async () => {
    const { state, through } = withoutPrices();
    rig = await stewardForTest({ marketDataThrough: through });
    await openPosition(rig);
    state.isBlind = true;
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: liveStop('BTCUSDT').clientOrderId });
    await rig.exchange.idle();
    await rig.steward.idle();
    expect(await rig.factsOf('position-unprotected')).toMatchObject([{ why: 'its stop is not on the exchange any more' }]);
    state.isBlind = false;
    await audit();
    expect(await alerts()).toEqual(['alert-raised unprotected-BTCUSDT', 'alert-resolved unprotected-BTCUSDT']);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
  });
});

describe('the audit', () => {
  it('goes on with the other symbols when the trouble is with one', async () => {
    const state = { isBroken: false };
    rig = await stewardForTest({
      faults: { beforeEvent: () => [] },
      marketDataThrough: (marketData) => ({
        fetchCandles: (query) => marketData.fetchCandles(query),
        fetchMark: async (symbol) => {
          if (state.isBroken && symbol === 'BTCUSDT') throw new Error('nonsense came back');
          return marketData.fetchMark(symbol);
        },
      }),
    });
    await openPosition(rig, { symbol: 'BTCUSDT', sizeStep: 0.25 });
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    state.isBroken = true;
    for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
      await rig.exchange.cancel({ symbol, clientOrderId: liveStop(symbol).clientOrderId });
    }
    await audit();
    expect(restingStops(rig, 'ETHUSDT')).toHaveLength(1);
    expect(rig.steward.state.protection.reportedSymbols).toEqual(['BTCUSDT']);
    state.isBroken = false;
    await audit();
    await expectSoundAccount(rig);
  });

  it('does not call a position unprotected whose stop rests, when it cannot look at it', async () => {
    const state = { isBroken: false };
    rig = await stewardForTest({
      marketDataThrough: (marketData) => ({
        fetchCandles: (query) => marketData.fetchCandles(query),
        fetchMark: async (symbol) => {
          if (state.isBroken) throw new Error('nonsense came back');
          return marketData.fetchMark(symbol);
        },
      }),
    });
    await openPosition(rig);
    state.isBroken = true;
    await audit();
    expect(await alerts()).toEqual([]);
  });

  it('does not touch orders that are not ours', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    const placed = await rig.exchange.place({
      kind: 'order',
      order: {
        clientOrderId: 'by-hand',
        symbol: 'ETHUSDT',
        side: 'buy',
        type: 'limit',
        quantity: quantity('0.1'),
        price: price('1500'),
        timeInForce: 'gtc',
      },
    });
    expect(placed.tag).toBe('accepted');
    await audit();
    const open = (await rig.exchange.fetchOpenOrders()).map(({ clientOrderId }) => clientOrderId);
    expect(open).toContain('by-hand');
  });

  it('gives a bug that it meets on an event to whoever stops the process', async () => {
    const state = { isBroken: false };
    rig = await stewardForTest({
      marketDataThrough: (marketData) => ({
        fetchCandles: (query) => marketData.fetchCandles(query),
        fetchMark: async (symbol) => {
          if (state.isBroken) throw new InvariantError('two and two are five');
          return marketData.fetchMark(symbol);
        },
      }),
    });
    await openPosition(rig);
    state.isBroken = true;
    rig.steward.services.protection.request('BTCUSDT');
    await rig.steward.services.protection.idle();
    expect(rig.bugs.map(({ message }) => message)).toEqual(['two and two are five']);
    expectedBugs = 1;
  });
});
