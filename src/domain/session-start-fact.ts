import type { Mode } from './control-state.ts';
import type { SessionBudget } from './session-budget.ts';
import type { EpochMs } from './time.ts';

export type SessionTrigger = 'schedule' | 'command' | 'replay';

/** That the session of an hour began, or that hours went by without theirs. */
export type SessionStartFact =
  | { readonly kind: 'slot-missed'; readonly slotAt: EpochMs; readonly newestMissedAt: EpochMs; readonly count: number }
  | {
      readonly kind: 'session-started';
      readonly slotAt: EpochMs;
      readonly trigger: SessionTrigger;
      /** In which the session really deliberates. */
      readonly mode: Mode;
      /** Absent while enough of the day's budget is left. */
      readonly budget?: SessionBudget;
    };
