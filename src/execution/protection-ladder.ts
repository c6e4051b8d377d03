import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { RejectClass } from './classify-reject.ts';

/** What follows a stop that was refused. Each rung is one request at most, so that the whole ladder takes seconds. */
export type LadderRung =
  /** The market's bounds may have changed: read them, and plan the stop again. */
  | 'read-instrument'
  /** This type of stop is not taken: plan with the other one, or sell where there is none. */
  | 'plan-again'
  | 'exit-at-market'
  /** The coins are not where the books think: compare, and decide again. */
  | 'read-balances'
  /** It mends itself, or only a person can mend it: nothing is sent for a while. */
  | 'wait';

/** A position without its stop is sold where the exchange still answers and keeps refusing it; ten seconds remain for the sale. */
export const SELL_AFTER_MS: DurationMs = 20 * SECOND_MS;

/** @param refused.exposedMs  How long the position has been without its full stop. */
export function nextRung(refused: { readonly rejectClass: RejectClass; readonly exposedMs: DurationMs }): LadderRung {
  switch (refused.rejectClass) {
    case 'would-trigger':
      return 'exit-at-market';
    case 'filter':
      return 'read-instrument';
    case 'capability':
    case 'unknown':
      return 'plan-again';
    case 'insufficient-balance':
      return 'read-balances';
    case 'busy':
      return refused.exposedMs >= SELL_AFTER_MS ? 'exit-at-market' : 'wait';
    case 'duplicate':
    case 'closed-market':
    case 'account':
      return 'wait';
  }
}

/** True when a refused sale is the end of the ladder: nothing that protection can do is left. False where waiting or the account decides. */
export function isLadderExhausted(rejectClass: RejectClass): boolean {
  return (
    rejectClass !== 'busy' &&
    rejectClass !== 'closed-market' &&
    rejectClass !== 'account' &&
    rejectClass !== 'insufficient-balance'
  );
}
