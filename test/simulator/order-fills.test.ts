import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { PlaceResult } from '../../src/ports/exchange.ts';
import { exchangeRig, limitOrder, MINUTES, marketOrder, START, stopLimitOrder, stopOrder } from './exchange-rig.ts';

const CALM = [42_000, 41_900, 42_200, 42_100] as const;

function outcomeOf(result: PlaceResult) {
  if (result.tag !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
  return {
    status: result.report.status,
    filled: result.report.filledQuantity.toFixed(),
    reason: result.report.expiryReason,
    fills: result.fills.map((fill) => `${fill.quantity.toFixed()} @ ${fill.price.toFixed()}`),
  };
}

describe('a market order', () => {
  it('buys at the open of its candle in the first millisecond, half-spread and slippage above it', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    expect(outcomeOf(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' })))).toEqual({
      status: 'filled',
      filled: '0.01',
      reason: null,
      fills: ['0.01 @ 42012.6'],
    });
  });

  it('sells at the path of its instant, half-spread and slippage below it', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_000, 42_200, 42_100]] }, { balances: { BTC: '1' } });
    rig.advance({ minutes: 10 });
    const sold = outcomeOf(await rig.exchange.place(marketOrder({ side: 'sell', quantity: '0.01' })));
    expect(sold.fills).toEqual(['0.01 @ 41487.55']);
  });

  it('gets at most five percent of the candle, and what is left expires', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 2]] });
    expect(outcomeOf(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.2' })))).toEqual({
      status: 'expired',
      filled: '0.1',
      reason: 'INSUFFICIENT_LIQUIDITY',
      fills: ['0.1 @ 42012.6'],
    });
  });

  it('shares that part with all orders of the candle, and finds the next candle untouched', async () => {
    const rig = exchangeRig({ BTCUSDT: [[100, 90, 110, 100, 2], CALM] });
    const filled = async (id: string) =>
      outcomeOf(await rig.exchange.place(marketOrder({ id, side: 'buy', quantity: '0.06' }))).filled;
    expect([await filled('first'), await filled('second'), await filled('third')]).toEqual(['0.06', '0.04', '0']);
    rig.advance({ hours: 1 });
    expect(await filled('fourth')).toBe('0.06');
  });

  it('is refused while the market is halted, at the mark of the hour before', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, null, CALM] });
    rig.advance({ hours: 1, minutes: 30 });
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.01' }))).toEqual({
      tag: 'rejected',
      code: -1013,
      message: 'Market is closed.',
    });
    expect(rig.exchange.priceAt('BTCUSDT', rig.clock.now())?.toFixed()).toBe('42100');
  });

  it('is refused where the market has no price at all', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    const result = await rig.exchange.place(marketOrder({ symbol: 'ETHUSDT', side: 'buy', quantity: '0.01' }));
    expect(result).toMatchObject({ tag: 'rejected', message: 'Market is closed.' });
  });
});

describe('a sell stop', () => {
  const holding = { balances: { USDT: '1000', BTC: '1' } };

  it('fills at its price less the costs when the path reaches it, at that instant', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 40_000, 42_200, 42_100]] }, holding);
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.advance({ minutes: 59 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill).toMatchObject({ at: START + 10 * MINUTES, side: 'sell' });
    expect(fill?.price.toFixed()).toBe('40987.7');
  });

  it('fills at the open less the costs when the candle opens below it', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [40_000, 39_000, 40_500, 40_200]] }, holding);
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.advance({ hours: 1, minutes: 30 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill).toMatchObject({ at: START + HOUR_MS });
    expect(fill?.price.toFixed()).toBe('39988');
  });

  it('goes before a target in the same candle, since the path goes low first', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [42_000, 40_000, 45_000, 44_000]] }, holding);
    await rig.exchange.place(limitOrder({ id: 'target', side: 'sell', quantity: '0.5', price: '44000' }));
    await rig.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.advance({ hours: 2 });
    const fills = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fills.map((fill) => fill.clientOrderId)).toEqual(['stop', 'target']);
  });

  it('does not fill in a halted hour, and is gapped over at the next open', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, null, null, [39_000, 38_000, 39_500, 39_200]] }, holding);
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.advance({ hours: 2, minutes: 59 });
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
    rig.advance({ hours: 3 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill?.price.toFixed()).toBe('38988.3');
  });

  it('expires with what is left when the candle has too little volume', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [42_000, 40_000, 42_200, 42_100, 4]] }, holding);
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.advance({ hours: 2 });
    const report = await rig.exchange.fetchOrder({ symbol: 'BTCUSDT', clientOrderId: 'order-1' });
    expect(report).toMatchObject({ status: 'expired', expiryReason: 'INSUFFICIENT_LIQUIDITY' });
    expect(report?.filledQuantity.toFixed()).toBe('0.2');
    expect(await rig.balance('BTC')).toEqual({ free: '0.8', locked: '0' });
  });

  it('ignores a low that was before its placing', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 40_000, 42_200, 42_100]] }, holding);
    rig.advance({ minutes: 40 });
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.advance({ minutes: 59 });
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
  });

  it.each([
    ['at the price', '42000'],
    ['above it', '42000.01'],
  ])('is refused %s', async (_, stopPrice) => {
    const rig = exchangeRig({ BTCUSDT: [CALM] }, holding);
    expect(await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice }))).toEqual({
      tag: 'rejected',
      code: -2010,
      message: 'Stop price would trigger immediately.',
    });
  });
});

describe('a sell stop with a limit', () => {
  const holding = { balances: { BTC: '1' } };

  it('fills at once where the price less costs is within the limit', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 40_000, 42_200, 42_100]] }, holding);
    await rig.exchange.place(stopLimitOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000', price: '40900' }));
    rig.advance({ minutes: 59 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill?.price.toFixed()).toBe('40987.7');
  });

  it('is jumped over by a gap, rests at its limit, and fills there when the price comes back', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [40_000, 39_000, 40_500, 40_200], [40_200, 40_100, 41_500, 41_000]] }, holding);
    await rig.exchange.place(stopLimitOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000', price: '40900' }));
    rig.advance({ hours: 2 });
    expect(await rig.exchange.fetchOpenOrders()).toMatchObject([{ status: 'open' }]);
    expect(await rig.balance('BTC')).toEqual({ free: '0.5', locked: '0.5' });
    rig.advance({ hours: 3 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill?.price.toFixed()).toBe('40900');
  });
});

describe('a buy stop', () => {
  it('fills at its price plus the costs when the path rises to it', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_000, 44_000, 42_100]] });
    await rig.exchange.place(stopOrder({ side: 'buy', quantity: '0.1', stopPrice: '43000' }));
    expect(await rig.balance('USDT')).toEqual({ free: '5700', locked: '4300' });
    rig.advance({ minutes: 59 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill?.price.toFixed()).toBe('43012.9');
  });

  it('expires as rejected when a gap makes it dearer than the account can pay', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, [50_000, 49_000, 51_000, 50_000]] }, { balances: { USDT: '4300' } });
    await rig.exchange.place(stopOrder({ side: 'buy', quantity: '0.1', stopPrice: '43000' }));
    rig.advance({ hours: 2 });
    expect(await rig.exchange.fetchOrder({ symbol: 'BTCUSDT', clientOrderId: 'order-1' })).toMatchObject({
      status: 'expired',
      expiryReason: 'REJECTED',
    });
    expect(await rig.balance('USDT')).toEqual({ free: '4300', locked: '0' });
  });
});

describe('a limit order', () => {
  it('fills at the path plus costs where that is within the limit', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM] });
    expect(outcomeOf(await rig.exchange.place(limitOrder({ side: 'buy', quantity: '0.1', price: '42100' })))).toMatchObject({
      status: 'filled',
      fills: ['0.1 @ 42012.6'],
    });
  });

  it('rests below that, and fills at its own price when the path has crossed it', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_000, 42_200, 42_100]] });
    expect(outcomeOf(await rig.exchange.place(limitOrder({ side: 'buy', quantity: '0.1', price: '41500' })))).toMatchObject({
      status: 'open',
      fills: [],
    });
    rig.advance({ minutes: 30 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill?.price.toFixed()).toBe('41500');
    expect(await rig.balance('USDT')).toEqual({ free: '5850', locked: '0' });
  });

  it('stays unfilled where the path touches its price without covering the costs', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_500, 42_200, 42_100]] });
    await rig.exchange.place(limitOrder({ side: 'buy', quantity: '0.1', price: '41500' }));
    rig.advance({ minutes: 59 });
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
  });

  it('fills over several candles when each has little volume', async () => {
    const thin = [42_000, 41_000, 42_200, 42_000, 1] as const;
    const rig = exchangeRig({ BTCUSDT: [thin, thin, thin] });
    await rig.exchange.place(limitOrder({ side: 'buy', quantity: '0.12', price: '41500' }));
    rig.advance({ hours: 3 });
    const fills = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fills.map((fill) => fill.quantity.toFixed())).toEqual(['0.05', '0.05', '0.02']);
    expect(fills.map((fill) => fill.id)).toEqual(['1', '2', '3']);
  });

  it.each([
    ['a purchase', 'buy', '41500', [40_000, 39_000, 40_500, 40_200], '40012'],
    ['a sale', 'sell', '43000', [45_000, 44_000, 46_000, 44_500], '44986.5'],
  ] as const)('that a candle opens beyond fills at the open and costs: %s', async (_, side, limit, gap, expected) => {
    const rig = exchangeRig({ BTCUSDT: [CALM, gap] }, { balances: { USDT: '10000', BTC: '1' } });
    await rig.exchange.place(limitOrder({ side, quantity: '0.1', price: limit }));
    rig.advance({ hours: 1, minutes: 1 });
    const [fill] = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fill).toMatchObject({ at: START + HOUR_MS });
    expect(fill?.price.toFixed()).toBe(expected);
  });

  it('that found too little volume goes on at the market in the next candle, not at its limit', async () => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 1], CALM] });
    await rig.exchange.place(limitOrder({ side: 'buy', quantity: '0.1', price: '50000' }));
    rig.advance({ hours: 1 });
    const fills = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fills.map((fill) => `${fill.quantity.toFixed()} @ ${fill.price.toFixed()}`)).toEqual([
      '0.05 @ 42012.6',
      '0.05 @ 42012.6',
    ]);
  });

  it.each([
    ['ioc', '42100', '0.1', { status: 'filled', filled: '0.1', reason: null }],
    ['ioc', '42100', '0.7', { status: 'expired', filled: '0.5', reason: 'UNFILLED_IOC_QUANTITY_EXPIRED' }],
    ['ioc', '42010', '0.1', { status: 'expired', filled: '0', reason: 'UNFILLED_IOC_QUANTITY_EXPIRED' }],
    ['fok', '42100', '0.5', { status: 'filled', filled: '0.5', reason: null }],
    ['fok', '42100', '0.7', { status: 'expired', filled: '0', reason: 'UNFILLED_FOK_ORDER_EXPIRED' }],
    ['gtc', '42100', '0.7', { status: 'open', filled: '0.5', reason: null }],
  ] as const)('%s at %s for %s with 0.5 to be had', async (timeInForce, limit, amount, expected) => {
    const rig = exchangeRig({ BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 10]] }, { balances: { USDT: '100000' } });
    const placed = await rig.exchange.place(limitOrder({ side: 'buy', quantity: amount, price: limit, timeInForce }));
    expect(outcomeOf(placed)).toMatchObject(expected);
  });

  it('takes only ioc or fok to nothing in a halted hour, and lets gtc wait', async () => {
    const rig = exchangeRig({ BTCUSDT: [CALM, null] });
    rig.advance({ hours: 1 });
    const place = async (id: string, timeInForce: 'gtc' | 'ioc') =>
      outcomeOf(await rig.exchange.place(limitOrder({ id, side: 'buy', quantity: '0.01', price: '43000', timeInForce }))).status;
    expect([await place('now', 'ioc'), await place('later', 'gtc')]).toEqual(['expired', 'open']);
  });
});

describe('several markets', () => {
  it('fill in one order of time', async () => {
    const rig = exchangeRig(
      { BTCUSDT: [[42_000, 40_000, 42_200, 42_100]], ETHUSDT: [[2_000, 1_800, 2_100, 2_050]] },
      { balances: { BTC: '1', ETH: '10' } },
    );
    await rig.exchange.place(stopOrder({ id: 'b-low', side: 'sell', quantity: '0.1', stopPrice: '40500' }));
    await rig.exchange.place(stopOrder({ id: 'e', symbol: 'ETHUSDT', side: 'sell', quantity: '1', stopPrice: '1900' }));
    await rig.exchange.place(stopOrder({ id: 'b-high', side: 'sell', quantity: '0.1', stopPrice: '41500' }));
    const changes: number[] = [];
    const until = START + 2 * HOUR_MS;
    rig.clock.moveTo(until);
    for (let at = rig.exchange.nextChangeAt(until); at !== null; at = rig.exchange.nextChangeAt(until)) {
      changes.push((at - START) / MINUTES);
      rig.exchange.advanceTo(at);
    }
    expect(changes).toEqual([5, 10, 15]);
    const orders = await Promise.all(
      (['BTCUSDT', 'ETHUSDT'] as const).map((symbol) => rig.exchange.fetchFills({ symbol, afterFillId: null })),
    );
    expect(orders.flat().map((fill) => fill.clientOrderId)).toEqual(['b-high', 'b-low', 'e']);
  });
});
