import { type RiskRule, refusal } from '../risk-rule.ts';

/** Only the active state lets exposure grow; a halted one lets sessions do nothing at all. */
export const controlState: RiskRule = {
  name: 'control-state',
  limits: [],
  judgeEntry: (_candidate, { control }) => (control === 'active' ? null : refusal({ code: 'control-state', state: control })),
  judgeExit: (_candidate, { control }) => (control === 'halted' ? refusal({ code: 'control-state', state: control }) : null),
  judgeStopMove: (_candidate, { control }) => (control === 'halted' ? refusal({ code: 'control-state', state: control }) : null),
};
