import { add, notional, scale } from '../../domain/decimal.ts';
import { committedValue, remaining } from '../exposure.ts';
import type { RiskRule } from '../risk-rule.ts';

/** What is held and reserved of the symbol counts together with the new part. */
export const positionSize: RiskRule = {
  name: 'position-size',
  limits: ['positionFractionMax'],
  judgeEntry({ symbol, quantity, mark }, situation) {
    const committed = committedValue(symbol, situation);
    const value = add(committed, notional(mark.price, quantity));
    const { equity } = situation;
    const valueMax = scale(equity, situation.limits.positionFractionMax);
    if (value.lte(valueMax)) return null;
    return { reason: { code: 'position-size', value, valueMax, equity }, quoteMax: remaining(valueMax, committed) };
  },
};
