import {
  type Decimal,
  decimalText,
  notional,
  type Price,
  price,
  type Quantity,
  type QuoteAmount,
  quoteAmount,
  smallest,
} from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { BracketFilter, RiskReason } from '../domain/risk-verdict.ts';

/**
 * How many times the exchange's smallest order a stop must be worth at its own price, so that it can still be placed
 * when the filter's reference price has fallen, and as a stop-limit whose limit lies below the stop.
 */
export const STOP_NOTIONAL_MARGIN = 1.2;

export type FilterLeg = Extract<RiskReason, { readonly code: 'bracket-filter' }>['leg'];

interface OrderLeg {
  readonly instrument: Instrument;
  readonly leg: FilterLeg;
  readonly quantity: Quantity;
  /** What the notional is taken at: the mark of an entry or an exit, the price of a stop. */
  readonly valuedAt: Price;
  /** How many times the exchange's smallest notional the order must be worth. */
  readonly notionalMargin: number;
}

/**
 * The filters of size that every order meets, those of market orders included (a stop becomes one).
 *
 * @returns the first filter that is broken, null when none is.
 * @see binance-spot-api-docs, filters.md: LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL
 */
export function sizeFilterBroken({ instrument, leg, quantity, valuedAt, notionalMargin }: OrderLeg): RiskReason | null {
  const value = notional(valuedAt, quantity);
  const notionalMin = quoteAmount(instrument.notionalMin.times(notionalMargin));
  const quantityMax = marketQuantityMax(instrument);
  if (!quantity.gt(0)) return broken({ filter: 'quantity-min', leg, value: quantity, bound: instrument.quantityMin });
  if (quantity.lt(instrument.quantityMin))
    return broken({ filter: 'quantity-min', leg, value: quantity, bound: instrument.quantityMin });
  if (quantityMax !== null && quantity.gt(quantityMax))
    return broken({ filter: 'quantity-max', leg, value: quantity, bound: quantityMax });
  if (value.lt(notionalMin)) return broken({ filter: 'notional-min', leg, value, bound: notionalMin });
  if (exceeds(value, instrument.notionalMax))
    return broken({ filter: 'notional-max', leg, value, bound: instrument.notionalMax });
  return null;
}

/**
 * The filters of an order's price.
 *
 * @see binance-spot-api-docs, filters.md: PRICE_FILTER, PERCENT_PRICE_BY_SIDE
 */
export function priceFilterBroken(order: {
  readonly instrument: Instrument;
  readonly leg: FilterLeg;
  readonly orderPrice: Price;
  /** The exchange's reference price, as far as it is known. */
  readonly referencePrice: Price;
}): RiskReason | null {
  const { instrument, leg, orderPrice, referencePrice } = order;
  const buys = leg === 'entry';
  const lowest = price(referencePrice.times(buys ? instrument.buyPriceFractionMin : instrument.sellPriceFractionMin));
  const highest = price(referencePrice.times(buys ? instrument.buyPriceFractionMax : instrument.sellPriceFractionMax));
  for (const bound of [lowest, instrument.priceMin]) {
    if (orderPrice.lt(bound)) return broken({ filter: 'price-range', leg, value: orderPrice, bound });
  }
  for (const bound of [highest, instrument.priceMax]) {
    if (exceeds(orderPrice, bound)) return broken({ filter: 'price-range', leg, value: orderPrice, bound });
  }
  return null;
}

/** The largest quantity of a market order; null when the exchange sets none. */
export function marketQuantityMax(instrument: Instrument): Quantity | null {
  const [first, ...rest] = [instrument.quantityMax, instrument.marketQuantityMax].filter((bound) => bound.gt(0));
  return first === undefined ? null : smallest(first, ...rest);
}

/** The largest value of a market order at the mark; null when the exchange sets none. */
export function marketNotionalMax(instrument: Instrument, mark: Price): QuoteAmount | null {
  const quantityMax = marketQuantityMax(instrument);
  const bounds = [instrument.notionalMax, quantityMax === null ? quoteAmount(0) : notional(mark, quantityMax)];
  const [first, ...rest] = bounds.filter((bound) => bound.gt(0));
  return first === undefined ? null : smallest(first, ...rest);
}

/** An upper bound of 0 is none. */
function exceeds(value: Decimal, bound: Decimal): boolean {
  return bound.gt(0) && value.gt(bound);
}

export function broken(facts: {
  readonly filter: BracketFilter;
  readonly leg: FilterLeg;
  readonly value: Decimal;
  readonly bound: Decimal;
}): RiskReason {
  return {
    code: 'bracket-filter',
    filter: facts.filter,
    leg: facts.leg,
    value: decimalText(facts.value),
    bound: decimalText(facts.bound),
  };
}
