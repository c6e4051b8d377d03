import { notional, type Quantity, smallest } from '../domain/decimal.ts';
import type { PassingMaximum } from '../domain/risk-verdict.ts';
import { SIZE_STEPS, type SizeStep } from '../domain/trade-signal.ts';
import type { EntryCandidate } from './candidate.ts';
import { type RiskRule, refusalsOf } from './risk-rule.ts';
import type { RiskSituation } from './risk-situation.ts';
import { quantityWorth, sizeEntry } from './size-entry.ts';

/**
 * The largest entry that would pass in the place of a refused one. It is tried on the same rules before it is told,
 * so what the guard offers is what the guard accepts.
 *
 * Of a size that votes made smaller it is the largest that they left, and the step is one of which they left the same share.
 *
 * @returns null when size is not the matter, or when no size that the exchange would take passes.
 */
export function passingMaximum(
  rules: readonly RiskRule[],
  candidate: EntryCandidate,
  situation: RiskSituation,
): PassingMaximum | null {
  const sizedTo = (quantity: Quantity): EntryCandidate => ({ ...candidate, quantity });
  const { sizeFactor } = candidate;
  const shrunk = sizeFactor === undefined ? {} : { sizeFactor };
  const quantityOf = (sizeStep: SizeStep) => sizeEntry({ ...shrunk, sizeStep }, candidate, situation).quantity;
  const passes = (quantity: Quantity) => refusalsOf(rules, sizedTo(quantity), situation).length === 0;

  const largest = quantityOf(1);
  let quoteMax = notional(candidate.mark.price, largest);
  for (const refusal of refusalsOf(rules, sizedTo(largest), situation)) {
    if (refusal.quoteMax === null) return null;
    quoteMax = smallest(quoteMax, refusal.quoteMax);
  }
  const quantity = quantityWorth(quoteMax, candidate.mark.price, candidate.instrument);
  if (!passes(quantity)) return null;
  const fitting = SIZE_STEPS.filter((sizeStep) => passes(quantityOf(sizeStep)));
  return { quoteAmount: notional(candidate.mark.price, quantity), sizeStep: fitting.at(-1) ?? null };
}
