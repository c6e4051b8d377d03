import {
  type Decimal,
  decimalText,
  fitsStep,
  floorToStep,
  notional,
  type Price,
  type Quantity,
  scale,
  smallest,
} from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderRequest, OrderType } from '../domain/order.ts';
import type { BracketFilter } from '../domain/risk-verdict.ts';

/** What of the market an order would break. */
export type PlanFilter = Exclude<BracketFilter, 'stop-orders-max'> | 'market-status' | 'order-type' | 'step-size' | 'tick-size';

export interface BrokenFilter {
  readonly filter: PlanFilter;
  /** What the order has, as text. */
  readonly value: string;
  /** What the market asks for, as text. */
  readonly bound: string;
}

interface FilteredOrder {
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  /** The price of now: values a market order and centres the price range. */
  readonly mark: Price;
}

/**
 * The first filter of the market that a request breaks; null when it passes all of them.
 * @see binance-spot-api-docs, filters.md: PRICE_FILTER, PERCENT_PRICE_BY_SIDE, LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL
 */
export function findBrokenFilter(order: FilteredOrder): BrokenFilter | null {
  const { request, instrument } = order;
  if (instrument.status !== 'trading') return { filter: 'market-status', value: instrument.status, bound: 'trading' };
  if (!instrument.orderTypes.includes(request.type)) {
    return { filter: 'order-type', value: request.type, bound: instrument.orderTypes.join(', ') };
  }
  return brokenQuantity(order) ?? brokenPrice(order) ?? brokenNotional(order);
}

function brokenQuantity({ request, instrument }: FilteredOrder): BrokenFilter | null {
  const { quantity } = request;
  if (!fitsStep(quantity, instrument.stepSize)) return broken('step-size', quantity, instrument.stepSize);
  if (quantity.lte(0) || quantity.lt(instrument.quantityMin)) return broken('quantity-min', quantity, instrument.quantityMin);
  const quantityMax = orderQuantityMax(instrument, request.type);
  return quantityMax !== null && quantity.gt(quantityMax) ? broken('quantity-max', quantity, quantityMax) : null;
}

/**
 * The largest quantity of one order of a type, on the market's step; null when the market sets none. A stop-loss or a take-profit is a market
 * order once it triggers and is judged again then, so it has to keep to the bound of market orders from the start.
 */
export function orderQuantityMax(instrument: Instrument, type: OrderType): Quantity | null {
  const becomesMarket = type === 'market' || type === 'stop-loss' || type === 'take-profit';
  const bounds = becomesMarket ? [instrument.quantityMax, instrument.marketQuantityMax] : [instrument.quantityMax];
  const [first, ...rest] = bounds.filter((bound) => !bound.isZero());
  return first === undefined ? null : floorToStep(smallest(first, ...rest), instrument.stepSize);
}

function brokenPrice({ request, instrument, mark }: FilteredOrder): BrokenFilter | null {
  const isBuy = request.side === 'buy';
  const lowest = scale(mark, isBuy ? instrument.buyPriceFractionMin : instrument.sellPriceFractionMin);
  const highest = scale(mark, isBuy ? instrument.buyPriceFractionMax : instrument.sellPriceFractionMax);
  for (const value of pricesOf(request)) {
    if (!fitsStep(value, instrument.tickSize)) return broken('tick-size', value, instrument.tickSize);
    for (const bound of [lowest, instrument.priceMin])
      if (value.lte(0) || value.lt(bound)) return broken('price-range', value, bound);
    for (const bound of [highest, instrument.priceMax]) if (isAbove(value, bound)) return broken('price-range', value, bound);
  }
  return null;
}

function brokenNotional({ request, instrument, mark }: FilteredOrder): BrokenFilter | null {
  const value = notional(valuationPrice(request, mark), request.quantity);
  if (value.lt(instrument.notionalMin)) return broken('notional-min', value, instrument.notionalMin);
  if (isAbove(value, instrument.notionalMax)) return broken('notional-max', value, instrument.notionalMax);
  return null;
}

function pricesOf(request: OrderRequest): readonly Price[] {
  switch (request.type) {
    case 'market':
      return [];
    case 'limit':
      return [request.price];
    case 'stop-loss':
    case 'take-profit':
      return [request.stopPrice];
    case 'stop-loss-limit':
      return [request.stopPrice, request.price];
  }
}

/** The lowest price that the order names is what the exchange may value it at; a market order is valued at the mark. */
function valuationPrice(request: OrderRequest, mark: Price): Price {
  return pricesOf(request).at(-1) ?? mark;
}

/** A maximum of 0 means that the market sets none. */
function isAbove(value: Decimal, maximum: Decimal): boolean {
  return !maximum.isZero() && value.gt(maximum);
}

function broken(filter: PlanFilter, value: Decimal, bound: Decimal): BrokenFilter {
  return { filter, value: decimalText(value), bound: decimalText(bound) };
}
