import { afterEach, describe, expect, it } from 'vitest';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderRequest } from '../../src/domain/order.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { changedMarket } from '../support/changed-market.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { RefusalWall } from '../support/refusal-wall.ts';
import { steadyMarket } from '../support/steady-market.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

const FILTER = { code: -1013, message: 'Filter failure: PERCENT_PRICE_BY_SIDE' };
const UNSUPPORTED = { code: -1013, message: 'Stop loss orders are not supported for this symbol.' };
const BUSY = { code: -1015, message: 'Too many new orders.' };
const CLOSED = { code: -1013, message: 'Market is closed.' };

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

/** Markets without lists, on which some orders are refused while the rule is set. */
async function start(options: { readonly exchangeThrough?: (exchange: Exchange) => Exchange } = {}) {
  const wall = new RefusalWall();
  rig = await stewardForTest({ ...options, capabilities: [], faults: { beforePlace: wall.beforePlace } });
  return wall;
}

async function watchFor(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    await rig.advance({ seconds: 5 });
    await rig.passing(rig.steward.services.protection.watch());
  }
}

async function auditFor(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await rig.advance({ minutes: 1 });
    await rig.passing(rig.steward.services.protection.audit());
  }
}

async function sentTypes(): Promise<readonly string[]> {
  return (await rig.factsOf('order-intended')).map(({ intent }) => intent.request.order.type);
}

async function alertsOf(key: string): Promise<readonly string[]> {
  return (await rig.entries()).flatMap(({ fact }) =>
    (fact.kind === 'alert-raised' || fact.kind === 'alert-resolved') && fact.key === key ? [fact.kind] : [],
  );
}

const isStop = (order: OrderRequest): boolean => order.type === 'stop-loss' || order.type === 'stop-loss-limit';

describe('a stop that breaks a filter', () => {
  it('is planned again by what the market accepts now', async () => {
    let reads = 0;
    const wall = await start({
      exchangeThrough: (exchange) =>
        changedExchange(exchange, {
          fetchInstruments: async () => {
            reads += 1;
            return exchange.fetchInstruments();
          },
        }),
    });
    const known = () => reads;
    let before = 0;
    wall.rule = (order) => {
      if (!isStop(order) || before > 0) return null;
      before = known();
      return FILTER;
    };
    await openPosition(rig);
    expect(reads).toBe(before + 1);
    expect(await sentTypes()).toEqual(['limit', 'stop-loss', 'stop-loss']);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
    await expectSoundAccount(rig);
  });

  it('again and again is exchanged for the other type, which rests', async () => {
    const wall = await start();
    wall.rule = ({ type }) => (type === 'stop-loss' ? FILTER : null);
    await openPosition(rig);
    expect(await sentTypes()).toEqual(['limit', 'stop-loss', 'stop-loss', 'stop-loss-limit']);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
    await expectSoundAccount(rig);
  });
});

describe('a position of which the exchange takes neither a stop nor the sale', () => {
  async function stuck() {
    const wall = await start();
    wall.rule = ({ side }) => (side === 'sell' ? UNSUPPORTED : null);
    await openPosition(rig);
    return wall;
  }

  it('is told within the same second, and trading is paused until a person resumes', async () => {
    await stuck();
    expect((await sentTypes()).slice(0, 4)).toEqual(['limit', 'stop-loss', 'stop-loss-limit', 'market']);
    expect(await rig.factsOf('position-unprotected')).toHaveLength(1);
    expect(await rig.factsOf('control-changed')).toMatchObject([{ from: 'active', to: 'reducing', by: { kind: 'system' } }]);
    expect(await alertsOf('exit-refused-BTCUSDT')).toEqual(['alert-raised']);
    await rig.steward.changeControl({ to: 'active', by: OPERATOR, why: 'resume-command' });
    expect(await alertsOf('exit-refused-BTCUSDT')).toEqual(['alert-raised', 'alert-resolved']);
  });

  it('is tried more and more seldom: a day costs few requests and few alerts', async () => {
    await stuck();
    await auditFor(24 * 60);
    const sent = await sentTypes();
    expect(sent.length).toBeGreaterThan(24);
    expect(sent.length).toBeLessThan(24 * 14);
    expect(await alertsOf('exit-refused-BTCUSDT')).toEqual(['alert-raised']);
    expect(await alertsOf('unprotected-BTCUSDT')).toEqual(['alert-raised']);
    expect(
      (await alertsOf('orders-refused-BTCUSDT-capability')).filter((kind) => kind === 'alert-raised').length,
    ).toBeLessThanOrEqual(25);
  });

  it('is protected as soon as the exchange takes orders again', async () => {
    const wall = await stuck();
    wall.rule = null;
    await watchFor(5);
    await auditFor(1);
    expect(await alertsOf('exit-refused-BTCUSDT')).toEqual(['alert-raised', 'alert-resolved']);
    await expectSoundAccount(rig);
  });
});

describe('a stop that a busy exchange keeps refusing', () => {
  it('is followed by the sale in time: flat within 30 seconds', async () => {
    const wall = await start();
    wall.rule = (order) => (isStop(order) ? BUSY : null);
    await openPosition(rig);
    const boughtAt = (await rig.entries()).find(({ fact }) => fact.kind === 'fill-booked')?.at ?? 0;
    await watchFor(30);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    const sold = (await rig.entries()).findLast(({ fact }) => fact.kind === 'fill-booked');
    expect((sold?.at ?? Number.POSITIVE_INFINITY) - boughtAt).toBeLessThanOrEqual(30_000);
    expect(rig.steward.state.control.control).toBe('active');
    await expectSoundAccount(rig);
  });
});

describe('a stop to which the exchange gives no answer', () => {
  it('is told as missing within five seconds, although nobody knows yet', async () => {
    const silent = { is: false };
    rig = await stewardForTest({
      capabilities: [],
      faults: {
        beforePlace: ({ order }) => (silent.is && isStop(order) ? 'lose-request' : null),
        beforeEvent: () => [],
      },
    });
    silent.is = true;
    await openPosition(rig);
    const entries = await rig.entries();
    const boughtAt = entries.find(({ fact }) => fact.kind === 'fill-booked')?.at ?? 0;
    const toldAt = entries.find(({ fact }) => fact.kind === 'position-unprotected')?.at ?? Number.POSITIVE_INFINITY;
    expect(toldAt - boughtAt).toBeLessThanOrEqual(5_000);
  });
});

describe('a stop-limit whose limit the price has jumped over', () => {
  it('has ten seconds to be filled, and is then cancelled and sold at the market', async () => {
    const market = changedMarket(steadyMarket({ from: TEST_START - 60 * DAY_MS, until: TEST_START + 30 * DAY_MS }));
    rig = await stewardForTest({ market, settings: { 'simulator.preset': 'capture-2024' } });
    await openPosition(rig);
    expect((await sentTypes()).at(-1)).toBe('stop-loss-limit');
    market.gap('BTCUSDT', { at: rig.clock.now() + HOUR_MS, factor: 0.8 });
    await rig.advance({ hours: 1, minutes: 1 });
    await rig.passing(rig.steward.services.protection.watch());
    expect(rig.steward.state.portfolio.position('BTCUSDT')).not.toBeNull();
    expect(restingStops(rig, 'BTCUSDT')).toHaveLength(1);
    await watchFor(10);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
    expect((await rig.factsOf('fill-booked')).at(-1)).toMatchObject({ reason: 'emergency-exit' });
    await expectSoundAccount(rig);
  });
});

describe('a market that the exchange has stopped', () => {
  function halting(): { readonly state: { isHalted: boolean }; through(exchange: Exchange): Exchange } {
    const state = { isHalted: false };
    const halted = (instrument: Instrument): Instrument =>
      state.isHalted && instrument.symbol === 'BTCUSDT' ? { ...instrument, status: 'halted' } : instrument;
    return {
      state,
      through: (exchange) =>
        changedExchange(exchange, { fetchInstruments: async () => (await exchange.fetchInstruments()).map(halted) }),
    };
  }

  it('is told once, gets no orders, lets the others go on, and resumes by itself', async () => {
    const { state, through } = halting();
    await start({ exchangeThrough: through });
    await openPosition(rig, { sizeStep: 0.25 });
    state.isHalted = true;
    await rig.steward.services.refreshInstruments();
    const [stop] = await rig.exchange.fetchOpenOrders();
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: stop?.clientOrderId ?? '' });
    const sentBefore = (await sentTypes()).length;
    await auditFor(5);
    expect((await sentTypes()).length).toBe(sentBefore);
    expect(await alertsOf('frozen-BTCUSDT')).toEqual(['alert-raised']);
    expect(await alertsOf('unprotected-BTCUSDT')).toEqual(['alert-raised']);
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    expect(restingStops(rig, 'ETHUSDT')).toHaveLength(1);
    state.isHalted = false;
    await auditFor(2);
    expect(await alertsOf('frozen-BTCUSDT')).toEqual(['alert-raised', 'alert-resolved']);
    expect(await alertsOf('unprotected-BTCUSDT')).toEqual(['alert-raised', 'alert-resolved']);
    expect(restingStops(rig, 'BTCUSDT')).toHaveLength(1);
  });

  it('counts as closed as well when it only says so to an order', async () => {
    const wall = await start();
    wall.rule = ({ symbol, side }) => (symbol === 'BTCUSDT' && side === 'sell' ? CLOSED : null);
    await openPosition(rig, { sizeStep: 0.25 });
    await auditFor(5);
    expect(await alertsOf('frozen-BTCUSDT')).toEqual(['alert-raised']);
    expect((await sentTypes()).length).toBeLessThanOrEqual(8);
    expect(rig.steward.state.control.control).toBe('active');
    wall.rule = null;
    await auditFor(2);
    expect(await alertsOf('frozen-BTCUSDT')).toEqual(['alert-raised', 'alert-resolved']);
    expect(restingStops(rig, 'BTCUSDT')).toHaveLength(1);
  });
});
