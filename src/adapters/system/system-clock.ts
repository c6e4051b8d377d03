import { type DurationMs, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { CancelTimer, Clock, TimerCallback } from '../../ports/clock.ts';
import { sleepOn } from '../../ports/sleep-on.ts';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const TIMEOUT_MS_MAX: DurationMs = 2 ** 31 - 1;
/** How long a timer for an instant trusts the machine's clock: it may be set forward, or the machine may sleep. */
const INSTANT_CHECK_MS: DurationMs = MINUTE_MS;

/**
 * The machine's clock. A pending timer keeps the process alive: who stops cancels its timers, and nobody who waits for one is
 * dropped by an early exit.
 */
export class SystemClock implements Clock {
  private readonly onTimerFault: (error: unknown) => void;

  constructor(options: { readonly onTimerFault: (error: unknown) => void }) {
    this.onTimerFault = options.onTimerFault;
  }

  now(): EpochMs {
    return Date.now();
  }

  monotonicMs(): DurationMs {
    return performance.now();
  }

  at(time: EpochMs, callback: TimerCallback): CancelTimer {
    return this.startTimer(() => time - this.now(), { delayMsMax: INSTANT_CHECK_MS, callback });
  }

  after(delayMs: DurationMs, callback: TimerCallback): CancelTimer {
    const due = this.monotonicMs() + delayMs;
    return this.startTimer(() => due - this.monotonicMs(), { delayMsMax: TIMEOUT_MS_MAX, callback });
  }

  sleep(delayMs: DurationMs, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }

  /** Waits in steps until nothing remains: a step may end a little early, and the longest wait takes many. */
  private startTimer(
    remainingMs: () => DurationMs,
    { delayMsMax, callback }: { readonly delayMsMax: DurationMs; readonly callback: TimerCallback },
  ): CancelTimer {
    let timeout: NodeJS.Timeout;
    const wait = () => {
      timeout = setTimeout(step, Math.min(Math.max(Math.ceil(remainingMs()), 0), delayMsMax));
    };
    const step = () => {
      if (remainingMs() > 0) wait();
      else void this.call(callback);
    };
    wait();
    return () => clearTimeout(timeout);
  }

  private async call(callback: TimerCallback): Promise<void> {
    try {
      await callback();
    } catch (error) {
      this.onTimerFault(error);
    }
  }
}
