import {
  Decimal,
  floorToStep,
  fraction,
  type Price,
  price,
  type Quantity,
  type QuoteAmount,
  quantity,
  quantityFor,
  quoteAmount,
  smallest,
} from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Mark } from '../domain/position.ts';
import type { Reduction } from '../domain/risk-verdict.ts';
import { type SizeStep, wantedShare } from '../domain/trade-signal.ts';
import { worstEntryPrice } from './exposure.ts';
import type { RiskSituation } from './risk-situation.ts';

export interface RoundedSize {
  readonly quantity: Quantity;
  readonly reductions: readonly Reduction[];
}

/**
 * What a size step means now: that part of the largest position in one symbol, bought at the worst price that is reckoned with.
 * So a position stays within its limit even when the fill is dear, and a small rise until the execution does not break the limit.
 * The result is on the lot step; what the rules make of it is their matter.
 */
export function sizeEntry(
  wanted: { readonly sizeStep: SizeStep; readonly sizeFactor?: number },
  market: { readonly instrument: Instrument; readonly mark: Mark },
  situation: RiskSituation,
): RoundedSize {
  const wish = quoteAmount(situation.equity.times(situation.limits.positionFractionMax).times(wantedShare(wanted)));
  const sized = roundToStep(quantityFor(wish, worstEntryPrice(market.mark.price, situation)), { instrument: market.instrument });
  return { ...sized, reductions: [...aggregationOf(wanted), ...sized.reductions] };
}

/** What votes took from a size step, as the reduction that it is. */
export function aggregationOf(wanted: { readonly sizeStep: SizeStep; readonly sizeFactor?: number }): readonly Reduction[] {
  const to = wantedShare(wanted);
  return to === wanted.sizeStep ? [] : [{ code: 'aggregated-size', from: wanted.sizeStep, to }];
}

/** The quantity on the lot step, never more than asked for nor than `most`, with what was taken named. */
export function roundToStep(
  wanted: Quantity,
  { instrument, most = wanted }: { readonly instrument: Instrument; readonly most?: Quantity },
): RoundedSize {
  // Digits that no exchange knows are noise in the journal, not a wish.
  const from = quantity(wanted.toDecimalPlaces(instrument.basePrecision, Decimal.ROUND_DOWN));
  const to = floorToStep(smallest(wanted, most), instrument.stepSize);
  return { quantity: to, reductions: from.eq(to) ? [] : [{ code: 'rounded-to-step', from, to }] };
}

/** The most that an entry judged at `mark` may pay: the collar above it, on the tick. */
export function entryPriceMax(mark: Price, instrument: Instrument, { limits }: RiskSituation): Price {
  return floorToStep(price(fraction(limits.entryCollarFractionMax).plus(1).times(mark)), instrument.tickSize);
}

/** The largest entry on the lot step that is worth at most `amount` at `mark`. */
export function quantityWorth(amount: QuoteAmount, mark: Price, instrument: Instrument): Quantity {
  return floorToStep(quantityFor(amount, mark), instrument.stepSize);
}
