import { fraction, notional, quoteAmount, ratio } from '../domain/decimal.ts';
import type { ConfirmationReason } from '../domain/risk-verdict.ts';
import type { EntryCandidate, StopMoveCandidate } from './candidate.ts';
import type { RiskSituation } from './risk-situation.ts';

/** Why a person is asked about an entry that all rules pass; empty when nobody is. */
export function entryConfirmationReasons(
  candidate: EntryCandidate,
  { situation, confidenceFraction }: { readonly situation: RiskSituation; readonly confidenceFraction: number },
): readonly ConfirmationReason[] {
  const { autonomy, equity, hasTraded, limits, tradedSymbols } = situation;
  const { symbol, mark, quantity } = candidate;
  const reasons: ConfirmationReason[] = [];
  const value = notional(mark.price, quantity);
  const threshold = quoteAmount(limits.confirmAboveQuote);
  const shareFraction = ratio(value, equity);
  const shareThreshold = fraction(limits.confirmAboveFraction);
  const confidenceThreshold = fraction(limits.confirmBelowConfidenceFraction);

  if (autonomy !== 'auto') reasons.push({ code: 'every-entry' });
  if (value.gt(threshold)) reasons.push({ code: 'notional-above', notional: value, threshold });
  if (shareFraction.gt(shareThreshold)) reasons.push({ code: 'share-above', shareFraction, thresholdFraction: shareThreshold });
  if (confidenceThreshold.gt(confidenceFraction)) {
    reasons.push({ code: 'low-confidence', confidenceFraction, thresholdFraction: confidenceThreshold });
  }
  if (!hasTraded) reasons.push({ code: 'first-trade' });
  else if (!tradedSymbols.has(symbol)) reasons.push({ code: 'new-symbol', symbol });
  return [...reasons, ...stopConfirmationReasons(candidate)];
}

/** A stop that falls below the one that stands needs a person, also when it comes with an addition to the position. */
export function stopConfirmationReasons({
  position,
  stopPrice,
}: EntryCandidate | StopMoveCandidate): readonly ConfirmationReason[] {
  const current = position?.stopPrice ?? null;
  return current !== null && stopPrice.lt(current) ? [{ code: 'stop-loosened', from: current, to: stopPrice }] : [];
}
