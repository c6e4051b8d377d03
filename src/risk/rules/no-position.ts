import { type RiskRule, refusal } from '../risk-rule.ts';

/** Only what the book owns can be sold or protected, whatever else lies on the account. */
export const noPosition: RiskRule = {
  name: 'no-position',
  limits: [],
  judgeExit: ({ symbol, position }) => (position === null ? refusal({ code: 'no-position', symbol }) : null),
  judgeStopMove: ({ symbol, position }) => (position === null ? refusal({ code: 'no-position', symbol }) : null),
};
