import type { RiskLimits } from './limits.ts';
import { STOP_NOTIONAL_MARGIN } from './order-filters.ts';

/** How finely distances of stops are tried. */
const DISTANCE_STEP = 0.001;

/** A book in USDT, and what its markets ask of it. */
export interface BookToTrade {
  readonly equity: number;
  readonly limits: RiskLimits;
  /** In USDT, the smallest order of the exchange. */
  readonly notionalMin: number;
  readonly takerFraction: number;
}

/**
 * How far below the price a stop may be so that the limits still leave room for an entry that the exchange takes together with its stop;
 * null when there is no such entry. Reckoned without the rounding to lots, so a book at the edge may be refused more.
 */
export function widestStopOf(book: BookToTrade): number | null {
  const { stopDistanceFractionMin, stopDistanceFractionMax } = book.limits;
  let widest: number | null = null;
  for (let step = 0; ; step += 1) {
    const distance = stopDistanceFractionMin + step * DISTANCE_STEP;
    if (distance > stopDistanceFractionMax) return widest;
    if (largestEntry(book, distance) >= smallestEntry(book, distance)) widest = distance;
  }
}

function largestEntry({ equity, limits, takerFraction }: BookToTrade, distance: number): number {
  const share = Math.min(limits.positionFractionMax, limits.grossExposureFractionMax, 1 - limits.cashReserveFractionMin);
  const worst = 1 + limits.slippageAllowanceFraction;
  const lossFraction =
    worst * (1 + takerFraction) - (1 - distance) * (1 - limits.slippageAllowanceFraction) * (1 - takerFraction);
  return Math.min((equity * share) / worst, (equity * limits.riskPerTradeFractionMax) / lossFraction);
}

function smallestEntry({ notionalMin, takerFraction }: BookToTrade, distance: number): number {
  return (notionalMin * STOP_NOTIONAL_MARGIN) / ((1 - takerFraction) * (1 - distance));
}
