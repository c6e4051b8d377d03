import type { DurationMs, EpochMs } from '../domain/time.ts';

/** How the exchange stands to this process, as far as the last answers told: asking for it sends nothing. */
export interface ExchangeStanding {
  /** The end of the pause that the exchange asked for; null while requests are welcome. */
  pausedUntil(): EpochMs | null;
  /** By how much the two clocks differ at least, however good the reading was; null while nobody has read it. */
  skewMs(): DurationMs | null;
}

/** Of an exchange that lives in this process: it has our clock, and takes every request. */
export const UNDISTURBED_STANDING: ExchangeStanding = { pausedUntil: () => null, skewMs: () => null };
