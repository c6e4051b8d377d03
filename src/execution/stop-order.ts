import { ceilToStep, largest, type Price, price, type Quantity, scale, smallest } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';

/**
 * The lowest price at which a triggered stop-loss-limit still sells, as a share of its stop price. Low, since a limit sell is filled
 * at the best price there is anyway, and one that a gap jumped over protects nothing.
 */
const STOP_LIMIT_FRACTION = 0.9;

type StopFields =
  | { readonly type: 'stop-loss'; readonly stopPrice: Price }
  | { readonly type: 'stop-loss-limit'; readonly stopPrice: Price; readonly price: Price; readonly timeInForce: 'gtc' };

/** The stop that a market offers: a stop-loss, which sells at any price, else a stop-loss-limit; null when it knows neither. */
export function stopTypeOf(instrument: Instrument): StopFields['type'] | null {
  if (instrument.orderTypes.includes('stop-loss')) return 'stop-loss';
  return instrument.orderTypes.includes('stop-loss-limit') ? 'stop-loss-limit' : null;
}

/** A protective stop's price on the market's tick, rounded up: it sells earlier, never later than wished. */
export function stopPriceOnTick(wished: Price, instrument: Instrument): Price {
  return ceilToStep(wished, instrument.tickSize);
}

/** The lowest price that the market accepts for a sell order at this mark; 0 where it sets none. */
export function sellPriceMin(instrument: Instrument, mark: Price): Price {
  return largest(instrument.priceMin, ceilToStep(scale(mark, instrument.sellPriceFractionMin), instrument.tickSize));
}

/**
 * The fields of a protective stop of the type that the market offers. The limit of a stop-loss-limit is wide, as far as the price
 * range and the least notional allow.
 *
 * @returns null when the market offers no stop.
 */
export function stopFields(stop: {
  readonly instrument: Instrument;
  readonly quantity: Quantity;
  readonly stopPrice: Price;
  readonly mark: Price;
}): StopFields | null {
  const { instrument } = stop;
  const stopPrice = stopPriceOnTick(stop.stopPrice, instrument);
  const type = stopTypeOf(instrument);
  if (type === null) return null;
  if (type === 'stop-loss') return { type, stopPrice };
  const widest = largest(
    scale(stopPrice, STOP_LIMIT_FRACTION),
    sellPriceMin(instrument, stop.mark),
    priceForNotional(instrument, stop.quantity),
  );
  return { type, stopPrice, price: smallest(ceilToStep(widest, instrument.tickSize), stopPrice), timeInForce: 'gtc' };
}

/** The least price at which a quantity reaches the market's minimum notional. */
function priceForNotional(instrument: Instrument, quantity: Quantity): Price {
  return quantity.isZero() ? price(0) : price(instrument.notionalMin.div(quantity));
}
