import { add, type Fraction, ONE_FRACTION, type Price, scale, subtract } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import { stopPriceOnTick } from './stop-order.ts';

/** How a stop follows the price upwards. */
export interface Trail {
  /** The stop's distance below the price. */
  readonly distanceFraction: Fraction;
  /** The stop is moved only by at least this share of itself: each step is a request, and a moment in which the exchange could refuse it. */
  readonly stepFraction: Fraction;
}

/** Where a stop that follows the price is to be moved; null while it is not worth a step. It only ever rises. */
export function trailedStop(input: {
  readonly instrument: Instrument;
  readonly mark: Price;
  readonly stopPrice: Price;
  readonly trail: Trail;
}): Price | null {
  const { instrument, mark, stopPrice, trail } = input;
  const wanted = stopPriceOnTick(scale(mark, subtract(ONE_FRACTION, trail.distanceFraction)), instrument);
  const nextStep = scale(stopPrice, add(ONE_FRACTION, trail.stepFraction));
  return wanted.gte(nextStep) && wanted.gt(stopPrice) && wanted.lt(mark) ? wanted : null;
}
