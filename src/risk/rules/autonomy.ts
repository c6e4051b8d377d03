import { type RiskRule, refusal } from '../risk-rule.ts';

/** An advisor says what it would buy and buys nothing; exits and stops go on. */
export const autonomy: RiskRule = {
  name: 'autonomy',
  limits: [],
  judgeEntry: (_candidate, situation) => (situation.autonomy === 'advisor' ? refusal({ code: 'advisor-only' }) : null),
};
