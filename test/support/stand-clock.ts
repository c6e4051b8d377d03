import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import type { DurationMs, EpochMs } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** The machine's clock, set to another time: what depends on the hour is the same whenever a test runs. */
export class StandClock extends SystemClock implements Clock {
  #aheadMs: DurationMs;

  constructor(startAt: EpochMs) {
    super({
      onTimerFault: (error) => {
        throw error;
      },
    });
    this.#aheadMs = startAt - Date.now();
  }

  override now(): EpochMs {
    return Date.now() + this.#aheadMs;
  }

  /** Sets it forward. Processes that were started before keep their time. */
  skip(ms: DurationMs): void {
    this.#aheadMs += ms;
  }

  /** The argument with which a new process of Node has this clock's time. */
  get nodeArgument(): string {
    const script = `const now = Date.now; Date.now = () => now() + ${this.#aheadMs}; globalThis.Date = new Proxy(Date, {
      construct: (target, given) => (given.length === 0 ? new target(target.now()) : new target(...given)),
    });`;
    return `--import=data:text/javascript,${encodeURIComponent(script)}`;
  }
}
