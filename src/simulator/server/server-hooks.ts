import type { DurationMs, EpochMs } from '../../domain/time.ts';

/** Calls back when so much of the venue's time has passed. */
export type Later = (delayMs: DurationMs, callback: () => void) => void;

/** What whoever serves the exchange does for its parts. */
export interface ServerHooks {
  /** Told until when the request at hand may enter the engine. */
  readonly admitUntil: (until: EpochMs) => void;
  /** Lets everything happen up to now, and tells it on the streams. */
  readonly pump: () => void;
  readonly later: Later;
}
