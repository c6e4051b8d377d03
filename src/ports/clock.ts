import type { DurationMs, EpochMs } from '../domain/time.ts';

/**
 * The only source of time and of timers.
 *
 * Contract, checked by test/contract/clock.contract.ts:
 * - `now` is UTC; it may jump when the machine's clock is set. `monotonicMs` never goes back and measures spans.
 * - `at` and `after` call back once, not before their time, never inside the call that sets them; a time in the past means as soon as possible.
 * - Timers of a simulated clock fire in the order of their time, then of their setting, and only while the clock is moved.
 * - A cancelled timer never calls back. Cancelling twice, or after it fired, does nothing.
 * - A callback that throws or rejects does not stop other timers; the fault is given to the clock's `onTimerFault`.
 */
export interface Clock {
  now(): EpochMs;
  monotonicMs(): DurationMs;
  at(time: EpochMs, callback: TimerCallback): CancelTimer;
  after(delayMs: DurationMs, callback: TimerCallback): CancelTimer;
  /** Resolves after `delayMs`; rejects with a `cancelled` Fault when `signal` aborts first. */
  sleep(delayMs: DurationMs, signal?: AbortSignal): Promise<void>;
}

export type TimerCallback = () => void | Promise<void>;
export type CancelTimer = () => void;
