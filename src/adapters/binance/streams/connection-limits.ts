import type { DurationMs } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';

/** The exchange bans an address after 300 attempts in five minutes; others live at the same address. */
const CONNECTIONS_MAX = 60;
const CONNECTIONS_WINDOW_MS: DurationMs = 5 * 60_000;

/** Keeps the attempts to connect, of all streams of the process together, far below what the exchange bans. */
export class ConnectionLimits {
  readonly #clock: Clock;
  #attemptsMs: readonly DurationMs[] = [];

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** How long to wait before the next attempt; 0 when it may be made now. */
  waitMs(): DurationMs {
    const nowMs = this.#clock.monotonicMs();
    this.#attemptsMs = this.#attemptsMs.filter((attemptMs) => nowMs - attemptMs < CONNECTIONS_WINDOW_MS);
    const oldest = this.#attemptsMs[0];
    return oldest === undefined || this.#attemptsMs.length < CONNECTIONS_MAX ? 0 : oldest + CONNECTIONS_WINDOW_MS - nowMs;
  }

  /** Counts an attempt that is being made. */
  count(): void {
    this.#attemptsMs = [...this.#attemptsMs, this.#clock.monotonicMs()];
  }
}
