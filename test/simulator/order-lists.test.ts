import { describe, expect, it } from 'vitest';
import { quantity } from '../../src/domain/decimal.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { OrderListRequest } from '../../src/domain/order-list.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { PlaceListResult } from '../../src/ports/exchange.ts';
import { DEFAULT_FEES } from '../../src/simulator/instrument-presets.ts';
import {
  collectEvents,
  entryWithExits,
  exchangeRig,
  limitOrder,
  MemoryStore,
  MINUTES,
  marketOrder,
  START,
  stopOrder,
  stopWithTarget,
  targetOrder,
} from './exchange-rig.ts';

const CALM = [42_000, 41_900, 42_200, 42_100] as const;
/** First down to 40000, then up to 45000. */
const WIDE = [42_000, 40_000, 45_000, 42_100] as const;
const holding = { USDT: '10000', BTC: '1' };
const allFills = { symbol: 'BTCUSDT', afterFillId: null } as const;

type Rig = ReturnType<typeof exchangeRig>;

function statusesOf(result: PlaceListResult): readonly string[] {
  if (result.tag !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
  return result.reports.map(({ clientOrderId, status }) => `${clientOrderId} ${status}`);
}

async function toldOf(rig: Rig, ...ids: readonly string[]): Promise<readonly string[]> {
  const reports = await Promise.all(ids.map((clientOrderId) => rig.exchange.fetchOrder({ symbol: 'BTCUSDT', clientOrderId })));
  return reports.map((report) =>
    report === null
      ? 'none'
      : [report.clientOrderId, report.status, report.filledQuantity.toFixed(), report.expiryReason].filter(Boolean).join(' '),
  );
}

async function fillsOf(rig: Rig): Promise<readonly string[]> {
  const fills = await rig.exchange.fetchFills(allFills);
  return fills.map(
    (fill) => `${fill.clientOrderId} ${fill.quantity.toFixed()} @ ${fill.price.toFixed()} +${(fill.at - START) / MINUTES}`,
  );
}

describe('an entry with its exits', () => {
  const guarded = (changes: Partial<Parameters<typeof entryWithExits>[0]> = {}) =>
    entryWithExits({ quantity: '0.1', price: '42100', stopPrice: '41000', targetPrice: '44000', ...changes });

  it('that fills at once leaves exits of what it received, commission deducted and floored to the step', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    const result = await rig.exchange.placeList(guarded({ quantity: '0.12345' }));
    expect(statusesOf(result)).toEqual(['entry filled', 'stop open', 'target open']);
    expect(result.tag === 'accepted' && result.reports.map((report) => report.request.quantity.toFixed())).toEqual([
      '0.12345',
      '0.12332',
      '0.12332',
    ]);
    expect(await rig.balance('BTC')).toEqual({ free: '0.00000655', locked: '0.12332' });
  });

  it.each([
    ['bnb', { USDT: '10000', BNB: '5' }, '0.1'],
    ['quote', { USDT: '10000' }, '0.1'],
    ['received', { USDT: '10000' }, '0.0999'],
  ] as const)('whose commission is paid in %s has exits of what is left', async (paidIn, balances, expected) => {
    const rig = exchangeRig(
      { BTCUSDT: [CALM], BNBUSDT: [[300, 300, 300, 300]] },
      { balances, fees: { ...DEFAULT_FEES, paidIn } },
    );
    await rig.exchange.placeList(guarded());
    expect((await rig.exchange.fetchOrder({ symbol: 'BTCUSDT', clientOrderId: 'stop' }))?.request.quantity.toFixed()).toBe(
      expected,
    );
  });

  it('that buys the coin which pays commissions sells what that leaves', async () => {
    const rig = exchangeRig(
      { BNBUSDT: [[300, 300, 300, 300]] },
      { balances: { USDT: '1000' }, fees: { ...DEFAULT_FEES, paidIn: 'bnb' } },
    );
    const list = entryWithExits({ symbol: 'BNBUSDT', quantity: '1', price: '301', stopPrice: '290', targetPrice: '310' });
    expect(statusesOf(await rig.exchange.placeList(list))).toEqual(['entry filled', 'stop open', 'target open']);
    expect(await rig.balance('BNB')).toEqual({ free: '0.00024978', locked: '0.999' });
  });

  it('that rests holds its cash, and its exits nothing', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    expect(statusesOf(await rig.exchange.placeList(guarded({ price: '41000', stopPrice: '40500' })))).toEqual([
      'entry open',
      'stop pending',
      'target pending',
    ]);
    expect([await rig.balance('BTC'), await rig.balance('USDT')]).toEqual([
      { free: '1', locked: '0' },
      { free: '5900', locked: '4100' },
    ]);
  });

  it('that is filled in parts holds what it has received, and works only when it is whole', async () => {
    const thin = [41_000, 40_900, 41_000, 41_000, 1] as const;
    const rig = exchangeRig({ BTCUSDT: [CALM, thin, thin, thin] }, { balances: holding });
    await rig.exchange.placeList(guarded({ price: '41000', stopPrice: '40500' }));
    rig.advance({ hours: 1, minutes: 59 });
    expect(await toldOf(rig, 'entry', 'stop')).toEqual(['entry open 0.05', 'stop pending 0']);
    expect(await rig.balance('BTC')).toEqual({ free: '1', locked: '0.04995' });
    rig.advance({ hours: 2, minutes: 59 });
    expect(await toldOf(rig, 'entry', 'stop', 'target')).toEqual(['entry filled 0.1', 'stop open 0', 'target open 0']);
    expect(await rig.balance('BTC')).toEqual({ free: '1', locked: '0.0999' });
  });

  it.each([
    ['fok', 'UNFILLED_FOK_ORDER_EXPIRED', '0', { free: '1', locked: '0' }],
    ['ioc', 'UNFILLED_IOC_QUANTITY_EXPIRED', '0.05', { free: '1.04995', locked: '0' }],
  ] as const)(
    'of which %s fills less than all ends its exits, whatever it received',
    async (timeInForce, reason, filled, coins) => {
      const rig = exchangeRig({ BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 1]] }, { balances: holding });
      expect(statusesOf(await rig.exchange.placeList(guarded({ timeInForce })))).toEqual([
        'entry expired',
        'stop expired',
        'target expired',
      ]);
      expect(await toldOf(rig, 'entry', 'stop', 'target')).toEqual([
        `entry expired ${filled} ${reason}`,
        'stop expired 0 OTO_PHASE_ONE_EXPIRED',
        'target expired 0 OTO_PHASE_ONE_EXPIRED',
      ]);
      expect(await rig.balance('BTC')).toEqual(coins);
    },
  );

  it.each(['entry', 'stop', 'target'])('ends as a whole when its %s is cancelled while it rests', async (clientOrderId) => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    await rig.exchange.placeList(guarded({ price: '41000', stopPrice: '40500' }));
    expect(await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId })).toMatchObject({
      tag: 'cancelled',
      report: { clientOrderId, status: 'cancelled' },
    });
    expect(await toldOf(rig, 'entry', 'stop', 'target')).toEqual(['entry cancelled 0', 'stop cancelled 0', 'target cancelled 0']);
    expect(await rig.balance('USDT')).toEqual({ free: '10000', locked: '0' });
  });

  it('whose exits are worth too little once they are sized has them rejected', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    await rig.exchange.placeList(guarded({ quantity: '0.00013', stopPrice: '38500', targetPrice: '44000' }));
    expect(await toldOf(rig, 'entry', 'stop', 'target')).toEqual([
      'entry filled 0.00013',
      'stop expired 0 REJECTED',
      'target expired 0 REJECTED',
    ]);
    expect(await rig.balance('BTC')).toEqual({ free: '0.00012987', locked: '0' });
  });

  it('that is filled beyond its stop has its exits rejected', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [40_000, 39_900, 40_100, 40_000]] });
    await rig.exchange.placeList(guarded({ price: '41000', stopPrice: '40500' }));
    rig.advance({ hours: 1, minutes: 1 });
    expect(await toldOf(rig, 'entry', 'stop', 'target')).toEqual([
      'entry filled 0.1',
      'stop expired 0 REJECTED',
      'target expired 0 REJECTED',
    ]);
  });

  it('can be filled and stopped within one candle', async () => {
    const rig = exchangeRig({ BTCUSDT: [WIDE] });
    await rig.exchange.placeList(guarded({ price: '41000', stopPrice: '40500' }));
    rig.advance({ minutes: 59 });
    expect(await toldOf(rig, 'entry', 'stop', 'target')).toEqual([
      'entry filled 0.1',
      'stop filled 0.0999',
      'target expired 0 OCO_TRIGGER',
    ]);
    expect((await fillsOf(rig)).map((fill) => fill.split(' ')[0])).toEqual(['entry', 'stop']);
  });
});

describe('a stop with a target', () => {
  const pair = (changes: Partial<Parameters<typeof stopWithTarget>[0]> = {}) =>
    stopWithTarget({ quantity: '0.4', stopPrice: '41000', targetPrice: '44000', ...changes });

  it('holds its coins once, and leaves the rest free', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    await rig.exchange.placeList(pair());
    expect(await rig.balance('BTC')).toEqual({ free: '0.6', locked: '0.4' });
    expect(await rig.exchange.place(marketOrder({ id: 'rest', side: 'sell', quantity: '0.6' }))).toMatchObject({
      tag: 'accepted',
    });
  });

  it('ends its target before the stop sells, in the same instant', async () => {
    const rig = exchangeRig({ BTCUSDT: [WIDE] }, { balances: holding });
    await rig.exchange.placeList(pair());
    const abort = new AbortController();
    const { events, ended } = collectEvents(rig.exchange, abort.signal);
    rig.advance({ minutes: 59 });
    await rig.exchange.idle();
    abort.abort();
    await ended;
    expect(await toldOf(rig, 'stop', 'target')).toEqual(['stop filled 0.4', 'target expired 0 OCO_TRIGGER']);
    expect(await fillsOf(rig)).toEqual(['stop 0.4 @ 40987.7 +10']);
    const told = events.flatMap((event) =>
      event.kind === 'order' ? [`${event.report.clientOrderId} ${event.report.status}`] : [],
    );
    expect(told).toEqual(['stop filled', 'target expired']);
  });

  it('ends its stop when the target is reached first', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [42_000, 41_900, 45_000, 44_000]] }, { balances: holding });
    await rig.exchange.placeList(pair());
    rig.advance({ hours: 1, minutes: 59 });
    expect(await toldOf(rig, 'stop', 'target')).toEqual(['stop expired 0 OCO_TRIGGER', 'target filled 0.4']);
    expect((await fillsOf(rig))[0]).toMatch(/^target 0\.4 @ 43986\.8/);
  });

  it('counts as stopped in a candle that reaches both', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, WIDE] }, { balances: holding });
    await rig.exchange.placeList(pair());
    rig.advance({ hours: 2 });
    expect((await fillsOf(rig)).map((fill) => fill.split(' ')[0])).toEqual(['stop']);
  });

  it('is told to whoever moves the clock, upwards as well as downwards', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [42_000, 42_000, 44_000, 43_000]] }, { balances: holding });
    await rig.exchange.placeList(pair());
    expect(rig.exchange.nextChangeAt(START + HOUR_MS)).toBeNull();
    expect(rig.exchange.nextChangeAt(START + 3 * HOUR_MS)).toBe(START + HOUR_MS + 40 * MINUTES);
  });

  it('that finds too little to sell to leaves nothing of itself', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 40_000, 42_200, 42_100, 2]] }, { balances: holding });
    await rig.exchange.placeList(pair());
    rig.advance({ minutes: 59 });
    expect(await toldOf(rig, 'stop', 'target')).toEqual([
      'stop expired 0.1 INSUFFICIENT_LIQUIDITY',
      'target expired 0 OCO_TRIGGER',
    ]);
    expect(await rig.balance('BTC')).toEqual({ free: '0.9', locked: '0' });
  });

  it('that names different coins, or several markets, is no request at all', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    const uneven = { ...pair(), stop: { ...pair().stop, quantity: quantity('0.3') } };
    await expect(rig.exchange.placeList(uneven)).rejects.toThrow(InvariantError);
    const elsewhere = { ...pair(), stop: { ...pair().stop, symbol: 'ETHUSDT' } } as OrderListRequest;
    await expect(rig.exchange.placeList(elsewhere)).rejects.toThrow(InvariantError);
  });
});

describe('a refused list', () => {
  const guarded = entryWithExits({ quantity: '0.1', price: '42100', stopPrice: '41000', targetPrice: '44000' });
  const unguarded = entryWithExits({ quantity: '0.1', price: '42100', stopPrice: '41000' });
  const pair = stopWithTarget({ quantity: '0.1', stopPrice: '41000', targetPrice: '44000' });
  const limits = (list: OrderListRequest): OrderListRequest => {
    const { clientOrderId, symbol, side, quantity: amount, stopPrice } = list.stop;
    const stop = { clientOrderId, symbol, side, quantity: amount, stopPrice, price: stopPrice, timeInForce: 'gtc' } as const;
    return { ...list, stop: { ...stop, type: 'stop-loss-limit' } };
  };

  it.each([
    ['with a target', pair, -1013, 'Stop loss orders are not supported for this symbol.'],
    ['with a target and a limited stop', limits(pair), -1013, 'Take profit orders are not supported for this symbol.'],
    ['of an entry', limits(unguarded), -2010, 'OPO orders are not supported for this symbol.'],
  ])('%s names what an older market does not offer', async (_, list, code, message) => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding, preset: 'capture-2024' });
    expect(await rig.exchange.placeList(list)).toEqual({ tag: 'rejected', code, message });
  });

  it.each([
    ['an entry that sells', { ...unguarded, entry: { ...entryOf(unguarded), side: 'sell' } }, -1222],
    ['a stop that buys', { ...unguarded, stop: { ...unguarded.stop, side: 'buy' } }, -1223],
    ['two orders of one id', { ...unguarded, stop: { ...unguarded.stop, clientOrderId: 'entry' } }, -2010],
  ])('has %s', async (_, list, code) => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    expect(await rig.exchange.placeList(list as OrderListRequest)).toMatchObject({ tag: 'rejected', code });
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
  });

  it('carries the id of a list that is open', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    await rig.exchange.placeList(pair);
    const ids = { stop: { ...pair.stop, clientOrderId: 'other' }, target: { ...pair.target, clientOrderId: 'third' } };
    expect(await rig.exchange.placeList({ ...pair, ...ids } as OrderListRequest)).toMatchObject({
      tag: 'rejected',
      message: 'Duplicate order sent.',
    });
  });

  it('is one order too many for its market', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    const bid = (index: number) => limitOrder({ id: `bid-${index}`, side: 'buy', quantity: '0.001', price: '20000' });
    for (let index = 0; index < 198; index += 1) await rig.exchange.place(bid(index));
    const tooMany = { tag: 'rejected', code: -1013, message: 'Filter failure: MAX_NUM_ORDERS' };
    expect(await rig.exchange.placeList(guarded)).toEqual(tooMany);
    expect(await rig.exchange.placeList(unguarded)).toMatchObject({ tag: 'accepted' });
  });

  it('counts pending stops and targets among those of its market', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding });
    await rig.exchange.placeList(entryWithExits({ quantity: '0.1', price: '41000', stopPrice: '40500', targetPrice: '44000' }));
    for (const id of ['1', '2']) await rig.exchange.place(stopOrder({ id, side: 'sell', quantity: '0.01', stopPrice: '41000' }));
    await rig.exchange.place(targetOrder({ id: '3', side: 'sell', quantity: '0.01', stopPrice: '44000' }));
    expect(await rig.exchange.place(stopOrder({ id: '4', side: 'sell', quantity: '0.01', stopPrice: '41000' }))).toMatchObject({
      message: 'Filter failure: MAX_NUM_ALGO_ORDERS',
    });
  });

  it('leaves no record', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { store });
    expect(await rig.exchange.placeList(pair)).toMatchObject({ tag: 'rejected' });
    expect(store.records).toHaveLength(1);
  });

  function entryOf(list: OrderListRequest) {
    if (list.kind !== 'entry-with-exits') throw new Error('the list has no entry');
    return list.entry;
  }
});

describe('a list in the store', () => {
  const market = { BTCUSDT: [CALM, [41_000, 40_900, 41_000, 41_000, 1], [41_000, 40_900, 41_000, 41_000, 1], WIDE] } as const;
  const list = entryWithExits({ quantity: '0.1', price: '41000', stopPrice: '40500', targetPrice: '44000' });

  it.each([0, 90, 150, 190])('goes on as if nothing had been when the process is killed after %d minutes', async (minutes) => {
    const store = new MemoryStore();
    const killed = exchangeRig(market, { store });
    const through = exchangeRig(market);
    await killed.exchange.placeList(list);
    await through.exchange.placeList(list);
    killed.advance({ minutes });
    const again = exchangeRig(market, { store: new MemoryStore(store.records) });
    again.advance({ hours: 4 });
    through.advance({ hours: 4 });
    const told = ['entry filled 0.1', 'stop filled 0.0999', 'target expired 0 OCO_TRIGGER'];
    expect(await toldOf(again, 'entry', 'stop', 'target')).toEqual(told);
    expect(await fillsOf(again)).toEqual(await fillsOf(through));
    expect(await again.exchange.fetchBalances()).toEqual(await through.exchange.fetchBalances());
  });

  it('is one record when it is placed: all of it or nothing', async () => {
    const store = new MemoryStore();
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { store });
    await rig.exchange.placeList(entryWithExits({ quantity: '0.1', price: '42100', stopPrice: '41000' }));
    expect(store.records).toHaveLength(2);
  });

  it('is not needed: records of before lists are read as they were', async () => {
    const records = [
      '[{"kind":"opened","at":1704110400000,"balances":[{"asset":"BTC","quantity":"1"}]}]',
      '[{"kind":"placed","at":1704110400000,"exchangeOrderId":"1","request":{"clientOrderId":"stop","symbol":"BTCUSDT","side":"sell","quantity":"0.4","type":"stop-loss","stopPrice":"41000"}}]',
    ];
    const rig = exchangeRig({ BTCUSDT: [WIDE] }, { store: new MemoryStore(records) });
    expect(await rig.balance('BTC')).toEqual({ free: '0.6', locked: '0.4' });
    rig.advance({ minutes: 30 });
    expect(await toldOf(rig, 'stop')).toEqual(['stop filled 0.4']);
  });
});

describe('a target', () => {
  it('of a purchase waits for the price to fall', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, WIDE] });
    expect(await rig.exchange.place(targetOrder({ id: 'high', side: 'buy', quantity: '0.1', stopPrice: '43000' }))).toMatchObject(
      {
        message: 'Stop price would trigger immediately.',
      },
    );
    await rig.exchange.place(targetOrder({ id: 'low', side: 'buy', quantity: '0.1', stopPrice: '41000' }));
    expect(await rig.balance('USDT')).toEqual({ free: '5900', locked: '4100' });
    rig.advance({ hours: 1, minutes: 59 });
    expect((await fillsOf(rig))[0]).toMatch(/^low 0\.1 @ 41012\.3/);
  });

  it('sells at the gap where the market opens beyond it', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [44_000, 43_900, 44_500, 44_000]] }, { balances: holding });
    await rig.exchange.place(targetOrder({ id: 'target', side: 'sell', quantity: '0.1', stopPrice: '43000' }));
    rig.advance({ hours: 1, minutes: 1 });
    expect(await fillsOf(rig)).toEqual(['target 0.1 @ 43986.8 +60']);
  });

  it('is refused where the market does not offer it', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { balances: holding, preset: 'capture-2024' });
    expect(await rig.exchange.place(targetOrder({ side: 'sell', quantity: '0.1', stopPrice: '43000' }))).toEqual({
      tag: 'rejected',
      code: -1013,
      message: 'Take profit orders are not supported for this symbol.',
    });
  });
});
