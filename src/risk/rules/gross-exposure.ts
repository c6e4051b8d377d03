import { add, notional, scale } from '../../domain/decimal.ts';
import { committedValue, remaining } from '../exposure.ts';
import type { RiskRule } from '../risk-rule.ts';

/** All positions together leave a part of the book out of the market. */
export const grossExposure: RiskRule = {
  name: 'gross-exposure',
  limits: ['grossExposureFractionMax'],
  judgeEntry({ quantity, mark }, situation) {
    const committed = committedValue(null, situation);
    const exposure = add(committed, notional(mark.price, quantity));
    const exposureMax = scale(situation.equity, situation.limits.grossExposureFractionMax);
    if (exposure.lte(exposureMax)) return null;
    return { reason: { code: 'gross-exposure', exposure, exposureMax }, quoteMax: remaining(exposureMax, committed) };
  },
};
