import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { CancelTimer, Clock, TimerCallback } from '../../ports/clock.ts';
import { sleepOn } from '../../ports/sleep-on.ts';

/** The clock of one process: when the process is killed, none of its timers calls back any more, and time goes on for everybody else. */
export class LifeClock implements Clock {
  readonly #world: Clock;
  readonly #timers = new Set<CancelTimer>();
  #isDead = false;

  constructor(world: Clock) {
    this.#world = world;
  }

  now(): EpochMs {
    return this.#world.now();
  }

  monotonicMs(): DurationMs {
    return this.#world.monotonicMs();
  }

  at(time: EpochMs, callback: TimerCallback): CancelTimer {
    if (this.#isDead) return () => undefined;
    const cancelTimer = this.#world.at(time, () => {
      this.#timers.delete(cancel);
      return callback();
    });
    const cancel = () => {
      this.#timers.delete(cancel);
      cancelTimer();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  after(delayMs: DurationMs, callback: TimerCallback): CancelTimer {
    return this.at(this.now() + delayMs, callback);
  }

  sleep(delayMs: DurationMs, signal?: AbortSignal): Promise<void> {
    if (this.#isDead) return new Promise(() => undefined);
    return sleepOn(this, delayMs, signal);
  }

  kill(): void {
    this.#isDead = true;
    for (const cancel of [...this.#timers]) cancel();
  }
}
