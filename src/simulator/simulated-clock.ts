import { invariant } from '../domain/invariant.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import type { CancelTimer, Clock, TimerCallback } from '../ports/clock.ts';
import { sleepOn } from '../ports/sleep-on.ts';

interface Timer {
  readonly time: EpochMs;
  readonly callback: TimerCallback;
}

export interface SimulatedClockOptions {
  readonly startAt: EpochMs;
  /** Told of every callback that threw. Without it `advanceTo` rejects with the first such fault after all timers have fired. */
  readonly onTimerFault?: (error: unknown) => void;
}

/** How many steps whoever a timer woke may go before the next timer fires: awaits of things that are already there. */
const SETTLING_STEPS = 64;

/**
 * Time that stands still until it is moved; between two timers none passes.
 *
 * A callback is awaited before the next timer fires, so it must not itself wait for a later timer of this clock: start such work,
 * and return. Who sleeps gets a bounded number of steps before time moves on.
 */
export class SimulatedClock implements Clock {
  private readonly startAt: EpochMs;
  private readonly onTimerFault: ((error: unknown) => void) | null;
  private current: EpochMs;
  /** By time, then by setting. */
  private readonly timers: Timer[] = [];
  private advancing = false;
  private readonly unreported: unknown[] = [];

  constructor({ startAt, onTimerFault }: SimulatedClockOptions) {
    this.startAt = startAt;
    this.current = startAt;
    this.onTimerFault = onTimerFault ?? null;
  }

  now(): EpochMs {
    return this.current;
  }

  monotonicMs(): DurationMs {
    return this.current - this.startAt;
  }

  /** The time of the timer that fires next; null when none is set. */
  get nextTimerAt(): EpochMs | null {
    return this.timers[0]?.time ?? null;
  }

  at(time: EpochMs, callback: TimerCallback): CancelTimer {
    invariant(!Number.isNaN(time), 'a timer needs a time');
    const timer: Timer = { time: Math.max(time, this.current), callback };
    const later = this.timers.findIndex((other) => other.time > timer.time);
    this.timers.splice(later === -1 ? this.timers.length : later, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index !== -1) this.timers.splice(index, 1);
    };
  }

  after(delayMs: DurationMs, callback: TimerCallback): CancelTimer {
    return this.at(this.current + delayMs, callback);
  }

  sleep(delayMs: DurationMs, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }

  /**
   * Moves time to `at`, firing every timer that is due on the way, those included that are set while it moves.
   * @throws InvariantError for a time in the past, or while another move is under way.
   */
  async advanceTo(at: EpochMs): Promise<void> {
    invariant(at >= this.current, `time cannot go back from ${this.current} to ${at}`);
    invariant(!this.advancing, 'time is already being moved');
    this.advancing = true;
    try {
      for (let timer = this.takeDue(at); timer !== null; timer = this.takeDue(at)) await this.fire(timer);
      this.current = at;
    } finally {
      this.advancing = false;
    }
    const [fault] = this.unreported.splice(0);
    if (fault !== undefined) throw fault;
  }

  private takeDue(at: EpochMs): Timer | null {
    const [first] = this.timers;
    if (first === undefined || first.time > at) return null;
    this.timers.shift();
    return first;
  }

  private async fire({ time, callback }: Timer): Promise<void> {
    this.current = time;
    try {
      await callback();
    } catch (error) {
      if (this.onTimerFault === null) this.unreported.push(error);
      else this.onTimerFault(error);
    }
    for (let step = 0; step < SETTLING_STEPS; step += 1) await null;
  }
}
