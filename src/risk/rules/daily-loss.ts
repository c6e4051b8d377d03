import { scale, subtract } from '../../domain/decimal.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';

/** A bad UTC day ends the entries of that day. Unrealised losses count: equity is compared, not what was sold. */
export const dailyLoss: RiskRule = {
  name: 'daily-loss',
  limits: ['dailyLossFractionMax'],
  judgeEntry(_candidate, { dayStartEquity, equity, limits }) {
    const loss = subtract(dayStartEquity, equity);
    const lossMax = scale(dayStartEquity, limits.dailyLossFractionMax);
    return loss.gte(lossMax) ? refusal({ code: 'daily-loss', loss, lossMax }) : null;
  },
};
