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

/** What models may use up; at a limit everything is held until the next session or the next UTC day. Tokens of all kinds count, cached ones included. */
export interface BudgetLimits {
  /** USD that one call may cost at most. */
  readonly callUsdMax: number;
  readonly sessionUsdMax: number;
  readonly dayUsdMax: number;
  readonly sessionTokensMax: number;
  readonly dayTokensMax: number;
  /** Requests to models, repeated ones included. */
  readonly sessionCallsMax: number;
  readonly dayCallsMax: number;
}

/** When sessions become cheaper before the day's limits are reached, and how. */
export interface EconomySettings {
  /** The part of a limit of the day at which the sessions that begin become cheaper. */
  readonly economyAtFraction: number;
  /** `none`: the mode stays. */
  readonly economyMode: 'none' | Mode;
  /** `auto`: every agent keeps its model. */
  readonly economyModel: string;
}
