import fc from 'fast-check';
import { Decimal, price, quantity } from '../../../src/domain/decimal.ts';
import type { OrderRequest, OrderType } from '../../../src/domain/order.ts';
import type { OrderTerms } from '../../../src/execution/plan-exits.ts';
import { type JudgedMarket, markOf } from './arbitrary-markets.ts';
import type { JudgedOrder } from './venue-judgement.ts';

/** The first of the values two times in three. */
function often<const Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

function rarely(value: number): fc.Arbitrary<number> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(value) });
}

/** What a number is near to, by how many steps it misses that, and whether it is off the steps. */
const nearness = fc.record({
  near: often('usual', 'least', 'most', 'most-at-market', 'least-value', 'most-value', 'nothing'),
  missBy: fc.integer({ min: -2, max: 2 }),
  off: rarely(0.37),
  share: fc.double({ min: 0.001, max: 1, noNaN: true }),
});
type Nearness = typeof nearness extends fc.Arbitrary<infer Value> ? Value : never;

const priceNearness = fc.record({
  near: often('mark', 'lowest-share', 'highest-share', 'least', 'most', 'nothing'),
  missBy: fc.integer({ min: -2, max: 2 }),
  off: rarely(0.37),
  share: fc.double({ min: 0.87, max: 1.13, noNaN: true }),
});
type PriceNearness = typeof priceNearness extends fc.Arbitrary<infer Value> ? Value : never;

const position = fc.record({ share: fc.double({ min: 0.05, max: 0.9, noNaN: true }), isBetween: fc.boolean() });

const TYPES: readonly OrderType[] = ['market', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit'];

/** Mostly one that the market takes. */
function typeOf({ instrument }: JudgedMarket, index: number): OrderType {
  const offered = index < TYPES.length ? TYPES : instrument.orderTypes;
  return offered[index % offered.length] ?? 'limit';
}

/** Any order, sensible or not; its numbers are often just within or just beyond a bound. */
export function arbitraryOrders(markets: fc.Arbitrary<JudgedMarket>): fc.Arbitrary<JudgedOrder> {
  return fc
    .record({
      market: markets,
      position,
      side: fc.constantFrom('buy', 'sell'),
      typeIndex: fc.nat(TYPES.length * 4),
      amount: nearness,
      limit: priceNearness,
      trigger: priceNearness,
    })
    .map(({ market, position: at, side, typeIndex, amount, limit, trigger }) => {
      const type = typeOf(market, typeIndex);
      const mark = markOf(market.instrument, at);
      const given = { market, mark, side } as const;
      const prices = { price: priceNear(limit, given), stopPrice: priceNear(trigger, given) };
      const valuedAt =
        type === 'market' ? mark : type === 'limit' || type === 'stop-loss-limit' ? prices.price : prices.stopPrice;
      const common = {
        clientOrderId: 'stw-P1-ADAUSDT-e1-1',
        symbol: market.instrument.symbol,
        side,
        quantity: quantityNear(amount, { market, valuedAt }),
      };
      return { ...market, mark, request: requestOf(type, common, prices) };
    });
}

function requestOf(
  type: OrderType,
  common: Pick<OrderRequest, 'clientOrderId' | 'symbol' | 'side' | 'quantity'>,
  prices: { readonly price: Decimal; readonly stopPrice: Decimal },
): OrderRequest {
  const [limit, stopPrice] = [price(prices.price), price(prices.stopPrice)];
  switch (type) {
    case 'market':
      return { ...common, type };
    case 'limit':
      return { ...common, type, price: limit, timeInForce: 'gtc' };
    case 'stop-loss':
    case 'take-profit':
      return { ...common, type, stopPrice };
    case 'stop-loss-limit':
      return { ...common, type, stopPrice, price: limit, timeInForce: 'gtc' };
  }
}

/** Approved trades of any size, for `planOrder`. */
export function arbitraryTerms(markets: fc.Arbitrary<JudgedMarket>) {
  return fc
    .record({
      market: markets,
      position,
      purpose: fc.constantFrom('entry', 'exit', 'stop'),
      entryKind: fc.constantFrom('market', 'collared-limit'),
      amount: nearness,
      collar: fc.double({ min: 1, max: 1.05, noNaN: true }),
      stopShare: fc.double({ min: 0.15, max: 0.999, noNaN: true }),
    })
    .map(({ market, position: at, purpose, entryKind, amount, collar, stopShare }) => {
      const mark = markOf(market.instrument, at);
      const stopPrice = price(mark.times(stopShare));
      const valuedAt = purpose === 'stop' ? stopPrice : mark;
      const common = { symbol: market.instrument.symbol, quantity: quantityNear(amount, { market, valuedAt }) };
      const priceMax = price(mark.times(collar));
      const terms: OrderTerms =
        purpose === 'entry'
          ? { ...common, purpose, referencePrice: mark, priceMax, stopPrice, targetPrice: null }
          : purpose === 'exit'
            ? { ...common, purpose, referencePrice: mark }
            : { ...common, purpose, stopPrice };
      return { market, mark, entryKind, terms };
    });
}

function quantityNear(
  { near, missBy, off, share }: Nearness,
  { market, valuedAt }: { readonly market: JudgedMarket; readonly valuedAt: Decimal },
) {
  const { instrument } = market;
  const { stepSize, quantityMin, quantityMax, marketQuantityMax, notionalMin, notionalMax } = instrument;
  const worth = (value: Decimal) => (valuedAt.isZero() ? quantityMin : value.div(valuedAt));
  const base = {
    usual: worth(new Decimal(100 * 10 ** (6 * share - 2))),
    least: quantityMin,
    most: quantityMax,
    'most-at-market': marketQuantityMax,
    'least-value': worth(notionalMin),
    'most-value': worth(notionalMax),
    nothing: new Decimal(0),
  }[near];
  const onStep = base.div(stepSize).floor().plus(missBy).plus(off).times(stepSize);
  return quantity(Decimal.max(onStep, 0).toDecimalPlaces(8, Decimal.ROUND_DOWN));
}

function priceNear(
  { near, missBy, off, share }: PriceNearness,
  { market, mark, side }: { readonly market: JudgedMarket; readonly mark: Decimal; readonly side: 'buy' | 'sell' },
): Decimal {
  const { instrument } = market;
  const [low, high] =
    side === 'buy'
      ? [instrument.buyPriceFractionMin, instrument.buyPriceFractionMax]
      : [instrument.sellPriceFractionMin, instrument.sellPriceFractionMax];
  const base = {
    mark: mark.times(share),
    'lowest-share': mark.times(low),
    'highest-share': mark.times(high),
    least: instrument.priceMin,
    most: instrument.priceMax,
    nothing: new Decimal(0),
  }[near];
  const onTick = base.div(instrument.tickSize).floor().plus(missBy).plus(off).times(instrument.tickSize);
  return Decimal.max(onTick, 0).toDecimalPlaces(8, Decimal.ROUND_DOWN);
}
