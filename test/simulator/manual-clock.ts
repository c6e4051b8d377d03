import type { EpochMs } from '../../src/domain/time.ts';

/** A clock that stands still until a test moves it. */
export class ManualClock {
  #now: EpochMs;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  moveTo(at: EpochMs): void {
    this.#now = at;
  }
}
