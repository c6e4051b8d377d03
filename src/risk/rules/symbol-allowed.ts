import { type RiskRule, refusal } from '../risk-rule.ts';

/** Only configured symbols are entered; what is held of others may be sold and protected. */
export const symbolAllowed: RiskRule = {
  name: 'symbol-allowed',
  limits: [],
  judgeEntry: ({ symbol }, { symbols }) =>
    symbols.includes(symbol) ? null : refusal({ code: 'symbol-not-allowed', symbol, allowed: symbols }),
};
