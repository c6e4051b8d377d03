import type { Mode } from './control-state.ts';

/** Why a session deliberates otherwise than the mode in force says: most of what models may use up on the UTC day is used. */
export interface SessionBudget {
  /** `economy`: cheaper than usual. `hold`: no model is asked and everything is held. */
  readonly stage: 'economy' | 'hold';
  /** The mode that a person chose; the session's own may be a cheaper one. */
  readonly modeInForce: Mode;
  /** The model of every agent in place of its own; null when each keeps its own. */
  readonly model: string | null;
  /** Of the limit of the day of which most is used, when the session began: 1 is all. */
  readonly usedFraction: number;
}
