import { sizeFilterBroken } from '../order-filters.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';

/** A rest that is too small for the exchange cannot be sold, so no order is tried. */
export const exitFilters: RiskRule = {
  name: 'exit-filters',
  limits: [],
  judgeExit({ instrument, position, quantity, referencePrice }) {
    if (position === null) return null;
    const reason = sizeFilterBroken({ instrument, leg: 'exit', quantity, valuedAt: referencePrice, notionalMargin: 1 });
    return reason === null ? null : refusal(reason);
  },
};
