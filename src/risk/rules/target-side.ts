import { type RiskRule, refusal } from '../risk-rule.ts';

/** A target takes profit from above: at or below the mark it would be reached already. */
export const targetSide: RiskRule = {
  name: 'target-side',
  limits: [],
  judgeEntry({ targetPrice, mark }) {
    if (targetPrice === null || targetPrice.gt(mark.price)) return null;
    return refusal({ code: 'target-wrong-side', targetPrice, mark: mark.price });
  },
};
