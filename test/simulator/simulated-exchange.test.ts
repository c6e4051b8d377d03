import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { ExchangeEvent } from '../../src/ports/exchange.ts';
import { SimulatedExchange } from '../../src/simulator/simulated-exchange.ts';
import {
  collectEvents,
  exchangeRig,
  limitOrder,
  MemoryStore,
  MINUTES,
  marketOrder,
  type RigOptions,
  START,
  stopOrder,
} from './exchange-rig.ts';

const CALM = [42_000, 41_900, 42_200, 42_100] as const;
const FALL = [42_000, 40_000, 42_200, 42_100] as const;
const holding = { USDT: '10000', BTC: '1' };
const key = (clientOrderId: string) => ({ symbol: 'BTCUSDT', clientOrderId }) as const;

describe('what open orders hold', () => {
  it('is locked from their placing on, stops included, and freed by cancelling', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    await rig.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    await rig.exchange.place(limitOrder({ id: 'bid', side: 'buy', quantity: '0.1', price: '40000' }));
    expect([await rig.balance('BTC'), await rig.balance('USDT')]).toEqual([
      { free: '0.6', locked: '0.4' },
      { free: '6000', locked: '4000' },
    ]);
    await rig.exchange.cancel(key('stop'));
    expect(await rig.balance('BTC')).toEqual({ free: '1', locked: '0' });
  });

  it('cannot be sold a second time', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    await rig.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    expect(await rig.exchange.place(marketOrder({ id: 'exit', side: 'sell', quantity: '0.61' }))).toEqual({
      tag: 'rejected',
      code: -2010,
      message: 'Account has insufficient balance for requested action.',
    });
    expect(await rig.exchange.place(marketOrder({ id: 'exit', side: 'sell', quantity: '0.6' }))).toMatchObject({
      tag: 'accepted',
    });
  });

  it('is what a market purchase needs for its full quantity, costs included', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 1]] }, { balances: { USDT: '4201.25' } });
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' }))).toMatchObject({
      tag: 'rejected',
      code: -2010,
    });
    const enough = exchangeRig({ BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 1]] }, { balances: { USDT: '4201.26' } });
    expect(await enough.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' }))).toMatchObject({ tag: 'accepted' });
  });
});

describe('an order that the market refuses', () => {
  it('is refused for an unknown market, when placed and when cancelled', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    const invalid = { tag: 'rejected', code: -1121, message: 'Invalid symbol.' };
    expect(await rig.exchange.place(marketOrder({ symbol: 'DOGEUSDT', side: 'buy', quantity: '1' }))).toEqual(invalid);
    expect(await rig.exchange.cancel({ symbol: 'DOGEUSDT', clientOrderId: 'x' })).toEqual(invalid);
  });

  it('is refused as the sixth stop of a market', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    const place = (id: string) => rig.exchange.place(stopOrder({ id, side: 'sell', quantity: '0.01', stopPrice: '41000' }));
    for (const id of ['1', '2', '3', '4', '5']) expect(await place(id)).toMatchObject({ tag: 'accepted' });
    expect(await place('6')).toEqual({ tag: 'rejected', code: -1013, message: 'Filter failure: MAX_NUM_ALGO_ORDERS' });
  });

  it('leaves no trace', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { store });
    await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.000001' }));
    expect(store.records).toHaveLength(1);
    expect(await rig.exchange.fetchOrder(key('order-1'))).toBeNull();
  });
});

describe('time', () => {
  it('never runs ahead of the clock', () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    expect(() => rig.exchange.advanceTo(START + 1)).toThrow(InvariantError);
    expect(() => rig.exchange.priceAt('BTCUSDT', START + 1)).toThrow(InvariantError);
  });

  it('catches up by itself when somebody reads', async () => {
    const rig = exchangeRig({ BTCUSDT: [FALL] }, { balances: holding });
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    rig.clock.moveTo(START + 30 * MINUTES);
    expect(await rig.exchange.fetchOrder(key('order-1'))).toMatchObject({ status: 'filled', updatedAt: START + 10 * MINUTES });
  });

  it('of the next change is known to whoever moves the clock', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, FALL] }, { balances: holding });
    expect(rig.exchange.nextChangeAt(START + 5 * HOUR_MS)).toBeNull();
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    expect(rig.exchange.nextChangeAt(START + 5 * HOUR_MS)).toBe(START + HOUR_MS + 10 * MINUTES);
    expect(rig.exchange.nextChangeAt(START + HOUR_MS)).toBeNull();
  });

  it('that goes back changes nothing', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, FALL] }, { balances: holding });
    rig.advance({ hours: 1, minutes: 30 });
    rig.clock.moveTo(START);
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    expect(await rig.exchange.fetchOpenOrders()).toMatchObject([{ updatedAt: START + HOUR_MS + 30 * MINUTES }]);
  });
});

describe('events', () => {
  it('come for each change: fills, then the order, then the balances', async () => {
    const rig = exchangeRig({ BTCUSDT: [FALL] }, { balances: holding });
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    const abort = new AbortController();
    const { events, ended } = collectEvents(rig.exchange, abort.signal);
    rig.advance({ minutes: 30 });
    await rig.exchange.idle();
    expect(events.map((event) => (event.kind === 'balance' ? event.asset : event.kind))).toEqual([
      'fill',
      'order',
      'BTC',
      'USDT',
    ]);
    abort.abort();
    await ended;
  });

  it('are all consumed when the exchange is idle, those included that their handling causes', async () => {
    const rig = exchangeRig({ BTCUSDT: [FALL] }, { balances: holding });
    await rig.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    const abort = new AbortController();
    const seen: string[] = [];
    const stream = rig.exchange.events(abort.signal);
    const feed = (async () => {
      for await (const event of stream) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        if (event.kind !== 'order') continue;
        seen.push(`${event.report.clientOrderId} ${event.report.status}`);
        if (event.report.clientOrderId === 'stop')
          await rig.exchange.place(marketOrder({ id: 'again', side: 'buy', quantity: '0.1' }));
      }
    })();
    rig.advance({ minutes: 30 });
    await rig.exchange.idle();
    expect(seen).toEqual(['stop filled', 'again filled']);
    abort.abort();
    await feed;
  });

  it('count as consumed when their handling has ended, not when they were handed over', async () => {
    const faults = { beforeEvent: (event: ExchangeEvent) => (event.kind === 'fill' ? [event] : []) };
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { faults });
    const abort = new AbortController();
    let [begun, ended] = [0, 0];
    const stream = rig.exchange.events(abort.signal);
    const feed = (async () => {
      for await (const _ of stream) {
        begun += 1;
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        ended += 1;
      }
    })();
    await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' }));
    await rig.exchange.idle();
    expect([begun, ended]).toEqual([1, 1]);
    abort.abort();
    await feed;
  });

  it('do not keep the exchange busy for a consumer that left', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    for await (const event of streamWithOneOrder(rig)) {
      expect(event.kind).toBe('fill');
      break;
    }
    await rig.exchange.idle();
    await rig.exchange.place(marketOrder({ id: 'later', side: 'buy', quantity: '0.01' }));
    await rig.exchange.idle();
  });

  it('can be lost or repeated by a fault', async () => {
    const faults = { beforeEvent: (event: ExchangeEvent) => (event.kind === 'fill' ? [event, event] : []) };
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { faults });
    const abort = new AbortController();
    const { events, ended } = collectEvents(rig.exchange, abort.signal);
    await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' }));
    await rig.exchange.idle();
    expect(events.map((event) => event.kind)).toEqual(['fill', 'fill']);
    abort.abort();
    await ended;
  });

  function streamWithOneOrder(rig: ReturnType<typeof exchangeRig>): AsyncIterable<ExchangeEvent> {
    const stream = rig.exchange.events(new AbortController().signal);
    void rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' }));
    return stream;
  }
});

describe('faults', () => {
  it('let a request arrive after its answer was given up', async () => {
    const faults = { beforePlace: () => ({ delayMs: 5 * MINUTES }) };
    const rig = exchangeRig({ BTCUSDT: [FALL] }, { faults });
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' }))).toMatchObject({ tag: 'outcome-unknown' });
    expect(await rig.exchange.fetchOrder(key('order-1'))).toBeNull();
    expect(rig.exchange.nextChangeAt(START + HOUR_MS)).toBe(START + 5 * MINUTES);
    rig.advance({ minutes: 6 });
    expect(await rig.exchange.fetchOrder(key('order-1'))).toMatchObject({ status: 'filled', updatedAt: START + 5 * MINUTES });
  });

  it('refuse before the engine, and make reads fail', async () => {
    const faults = {
      beforePlace: () => ({ reject: { code: -1021, message: 'Timestamp for this request is outside of the recvWindow.' } }),
      beforeRead: (read: string) => (read === 'fills' ? new Fault('timeout', 'no answer') : null),
    };
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { faults });
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' }))).toMatchObject({
      tag: 'rejected',
      code: -1021,
    });
    await expect(rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null })).rejects.toMatchObject({ code: 'timeout' });
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
  });
});

describe('a store', () => {
  const market = { BTCUSDT: [CALM, FALL, CALM] } as const;

  function reopened(store: MemoryStore, options: RigOptions = {}) {
    return exchangeRig(market, { ...options, store: new MemoryStore(store.records), balances: { USDT: '1' } });
  }

  it('brings back orders, fills and balances after the process was killed', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig(market, { store, balances: holding });
    await rig.exchange.place(marketOrder({ id: 'entry', side: 'buy', quantity: '0.1' }));
    await rig.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    const again = reopened(store);
    expect(await again.exchange.fetchBalances()).toEqual(await rig.exchange.fetchBalances());
    expect(await again.exchange.fetchOpenOrders()).toEqual(await rig.exchange.fetchOpenOrders());
    expect(await again.exchange.fetchOrder(key('entry'))).toEqual(await rig.exchange.fetchOrder(key('entry')));
    const allFills = { symbol: 'BTCUSDT', afterFillId: null } as const;
    expect(await again.exchange.fetchFills(allFills)).toEqual(await rig.exchange.fetchFills(allFills));
  });

  it('fills a stop that was reached while no process ran', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig(market, { store, balances: holding });
    await rig.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.4', stopPrice: '41000' }));
    const again = reopened(store);
    again.advance({ hours: 2 });
    expect(await again.exchange.fetchOrder(key('stop'))).toMatchObject({
      status: 'filled',
      updatedAt: START + HOUR_MS + 10 * MINUTES,
    });
  });

  it('has each command before it is answered or told', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig(market, { store, balances: holding });
    const abort = new AbortController();
    const told: number[] = [];
    const stream = rig.exchange.events(abort.signal);
    const feed = (async () => {
      for await (const event of stream) if (event.kind === 'order') told.push(store.records.length);
    })();
    await rig.exchange.place(marketOrder({ id: 'entry', side: 'buy', quantity: '0.1' }));
    expect(store.records).toHaveLength(2);
    await rig.exchange.idle();
    expect(told).toEqual([2]);
    abort.abort();
    await feed;
  });

  it('that cannot write leaves the account as it was', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig(market, { store, balances: holding });
    store.append = () => {
      throw new Fault('storage', 'the disk is full');
    };
    await expect(rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' }))).rejects.toMatchObject({ code: 'storage' });
    expect(await rig.balance('BTC')).toEqual({ free: '1', locked: '0' });
  });

  it('starts an account once: later starts ignore the balances given', () => {
    const store = new MemoryStore();
    exchangeRig(market, { store, balances: holding });
    reopened(store);
    expect(store.records).toHaveLength(1);
  });
});

it('answers what it was made with', async () => {
  const rig = exchangeRig({ BTCUSDT: [CALM] });
  expect(rig.exchange).toBeInstanceOf(SimulatedExchange);
  expect((await rig.exchange.fetchInstruments()).map(({ symbol }) => symbol)).toContain('BTCUSDT');
  expect((await rig.exchange.fetchFees()).paidIn).toBe('received');
  expect(rig.exchange.priceAt('BTCUSDT', START)?.toFixed()).toBe('42000');
  expect(rig.exchange.priceAt('ETHUSDT', START)).toBeNull();
});
