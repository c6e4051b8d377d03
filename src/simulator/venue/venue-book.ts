import {
  ceilToStep,
  type Fraction,
  floorToStep,
  fraction,
  largest,
  type Price,
  price,
  type Quantity,
  quantity,
  smallest,
  subtract,
  ZERO_QUANTITY,
} from '../../domain/decimal.ts';
import type { VenueSide } from './venue-order.ts';
import type { VenueSymbol } from './venue-symbol.ts';

/** How the synthetic order book around the last price is made. */
export interface BookModel {
  /** Half of the distance between best bid and best ask, as a share of the price. */
  readonly halfSpreadFraction: Fraction;
  /** Distance from level to level, as a share of the price; at least one tick. */
  readonly levelStepFraction: Fraction;
  readonly levels: number;
  /** What each level holds, as a share of the hour's volume. */
  readonly levelVolumeFraction: Fraction;
}

export const DEFAULT_BOOK: BookModel = {
  halfSpreadFraction: fraction('0.0001'),
  levelStepFraction: fraction('0.0001'),
  levels: 20,
  levelVolumeFraction: fraction('0.002'),
};

export interface BookLevel {
  readonly price: Price;
  readonly quantity: Quantity;
}

/** The smallest price step where the symbol sets none. */
const FINEST_PRICE = price('0.00000001');

/**
 * What a taker of `side` finds, best first: asks for a BUY, bids for a SELL. Prices are on ticks, worse than the last price; levels
 * that would fall to zero are left out.
 *
 * @param taken  What orders already took of this book, from its front.
 */
export function bookLevels(
  { symbol, side }: { readonly symbol: VenueSymbol; readonly side: VenueSide },
  { lastPrice, hourVolume, taken }: { readonly lastPrice: Price; readonly hourVolume: Quantity; readonly taken: Quantity },
  model: BookModel,
): readonly BookLevel[] {
  const { priceFilter, lotSize } = symbol.filters;
  const tick = priceFilter.tickSize.isZero() ? FINEST_PRICE : priceFilter.tickSize;
  const step = lotSize.stepSize.isZero() ? quantity(FINEST_PRICE) : lotSize.stepSize;
  const each = floorToStep(quantity(hourVolume.times(model.levelVolumeFraction)), step);
  const gap = largest(tick, ceilToStep(price(lastPrice.times(model.levelStepFraction)), tick));
  const half = lastPrice.times(model.halfSpreadFraction);
  const best = side === 'BUY' ? ceilToStep(price(lastPrice.plus(half)), tick) : floorToStep(price(lastPrice.minus(half)), tick);
  const levels: BookLevel[] = [];
  let takenLeft = taken;
  for (let level = 0; level < model.levels && !each.isZero(); level += 1) {
    const at = price(side === 'BUY' ? best.plus(gap.times(level)) : best.minus(gap.times(level)));
    if (at.lte(0)) break;
    const gone = smallest(each, takenLeft);
    takenLeft = subtract(takenLeft, gone);
    const left = subtract(each, gone);
    if (left.gt(ZERO_QUANTITY)) levels.push({ price: at, quantity: left });
  }
  return levels;
}
