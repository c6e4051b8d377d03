import { Fault } from '../../domain/fault.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../domain/time.ts';
import type { CancelTimer, Clock, TimerCallback } from '../../ports/clock.ts';

/** How long the two readings lie apart from which the other clock's speed follows. */
const SPEED_READING_MS: DurationMs = SECOND_MS;
const FOLLOW_EVERY_MS: DurationMs = 5 * SECOND_MS;
/** A speed this near to a whole number is that number: the rest is the network. */
const WHOLE_SPEED_TOLERANCE = 0.05;
const SPEED_MAX = 100_000;

/** A clock that has run ahead goes on at least at this share of its speed. */
const SLOWEST_FRACTION = 0.5;

/**
 * The clock of an exchange on this machine whose time runs at another speed than the machine's: everything that waits, waits by it.
 * It is read again every few seconds; between the readings it goes on at its speed. It never goes back: where it has run ahead, because
 * its speed was measured in a busy moment, it goes slower until the other clock has caught up.
 */
export class FollowingClock implements Clock {
  readonly #inner: Clock;
  readonly speed: number;
  #readAtMs: DurationMs;
  #serverAt: EpochMs;
  #pace: number;
  readonly #startedMs: DurationMs;

  constructor({ inner, speed, serverAt }: { readonly inner: Clock; readonly speed: number; readonly serverAt: EpochMs }) {
    this.#inner = inner;
    this.speed = speed;
    this.#serverAt = serverAt;
    this.#pace = speed;
    this.#readAtMs = inner.monotonicMs();
    this.#startedMs = this.#readAtMs;
  }

  /** Takes a reading of the other clock. */
  follow(serverAt: EpochMs): void {
    const now = this.now();
    const aheadFraction = (now - serverAt) / (FOLLOW_EVERY_MS * this.speed);
    this.#pace = this.speed * Math.min(Math.max(1 - aheadFraction, SLOWEST_FRACTION), 1);
    this.#serverAt = Math.max(serverAt, now);
    this.#readAtMs = this.#inner.monotonicMs();
  }

  now(): EpochMs {
    return Math.floor(this.#serverAt + (this.#inner.monotonicMs() - this.#readAtMs) * this.#pace);
  }

  monotonicMs(): DurationMs {
    return (this.#inner.monotonicMs() - this.#startedMs) * this.speed;
  }

  at(time: EpochMs, callback: TimerCallback): CancelTimer {
    let cancel: CancelTimer;
    // While the clock goes slower, an instant comes later than it seemed when it was waited for.
    const wait = (): void => {
      cancel = this.after(time - this.now(), () => (this.now() < time ? wait() : callback()));
    };
    wait();
    return () => cancel();
  }

  after(delayMs: DurationMs, callback: TimerCallback): CancelTimer {
    return this.#inner.after(Math.max(delayMs, 0) / this.speed, callback);
  }

  sleep(delayMs: DurationMs, signal?: AbortSignal): Promise<void> {
    return this.#inner.sleep(Math.max(delayMs, 0) / this.speed, signal);
  }
}

/**
 * Opens a clock that follows another one, and keeps following it until the signal aborts.
 * @throws Fault of the reading, or `bad-payload` when the other clock stands still or runs backwards.
 */
export async function openFollowingClock(options: {
  readonly inner: Clock;
  readonly fetchServerTime: () => Promise<EpochMs>;
  readonly signal: AbortSignal;
  readonly onFault: (error: unknown) => void;
}): Promise<FollowingClock> {
  const { inner, fetchServerTime, signal, onFault } = options;
  const first = await read(inner, fetchServerTime);
  await inner.sleep(SPEED_READING_MS, signal);
  const second = await read(inner, fetchServerTime);
  const speed = speedBetween(first, second);
  const clock = new FollowingClock({ inner, speed, serverAt: second.serverAt });
  void keepFollowing(clock, { inner, fetchServerTime, signal, onFault });
  return clock;
}

interface Reading {
  readonly serverAt: EpochMs;
  /** The middle of the request, on our monotonic scale. */
  readonly readMs: DurationMs;
}

async function read(inner: Clock, fetchServerTime: () => Promise<EpochMs>): Promise<Reading> {
  const sentMs = inner.monotonicMs();
  const serverAt = await fetchServerTime();
  return { serverAt, readMs: (sentMs + inner.monotonicMs()) / 2 };
}

function speedBetween(first: Reading, second: Reading): number {
  const measured = (second.serverAt - first.serverAt) / (second.readMs - first.readMs);
  if (!(measured > 0) || measured > SPEED_MAX) throw new Fault('bad-payload', "the exchange's clock does not go forward");
  const whole = Math.max(Math.round(measured), 1);
  return Math.abs(measured - whole) <= whole * WHOLE_SPEED_TOLERANCE ? whole : measured;
}

async function keepFollowing(
  clock: FollowingClock,
  parts: {
    readonly inner: Clock;
    readonly fetchServerTime: () => Promise<EpochMs>;
    readonly signal: AbortSignal;
    readonly onFault: (error: unknown) => void;
  },
): Promise<void> {
  const { inner, fetchServerTime, signal, onFault } = parts;
  while (!signal.aborted) {
    try {
      await inner.sleep(FOLLOW_EVERY_MS, signal);
      clock.follow(await fetchServerTime());
    } catch (error) {
      if (!signal.aborted) onFault(error);
    }
  }
}
