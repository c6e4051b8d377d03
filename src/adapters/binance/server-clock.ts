import { Fault } from '../../domain/fault.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

const READING_MS_MAX: DurationMs = 10 * MINUTE_MS;
/** How far two good clocks may drift apart, per millisecond that passes. */
const DRIFT_FRACTION = 0.0001;
/** A wider bound than this is worth another reading. */
const ERROR_MS_MAX: DurationMs = 1_000;
/** The machine slept, or its clock was set, when its two clocks disagree by more than this about how much time went by. */
const JUMP_MS: DurationMs = 500;
/** The exchange tells whole milliseconds. */
const RESOLUTION_MS: DurationMs = 1;

/** One reading: the exchange's time at the middle of the request, and at most how wrong that is. */
interface Reading {
  readonly serverAt: EpochMs;
  readonly takenMs: DurationMs;
  readonly takenAt: EpochMs;
  readonly errorMs: DurationMs;
}

/**
 * The exchange's clock with a bound of its error: read over the network, carried on by our monotonic clock, and read again after ten
 * minutes, or when this machine slept or was set. While it cannot be read the last reading goes on, with a growing bound.
 */
export class ServerClock {
  readonly #clock: Clock;
  readonly #fetchServerTime: () => Promise<EpochMs>;
  #reading: Reading | null = null;

  constructor({ clock, fetchServerTime }: { readonly clock: Clock; readonly fetchServerTime: () => Promise<EpochMs> }) {
    this.#clock = clock;
    this.#fetchServerTime = fetchServerTime;
  }

  /**
   * The earliest that the exchange's clock can show now: what happened before, has happened there.
   * @throws Fault of the request when no reading is usable.
   */
  async earliestNow(): Promise<EpochMs> {
    const reading = await this.#usableReading();
    const elapsedMs = this.#clock.monotonicMs() - reading.takenMs;
    return Math.floor(reading.serverAt + elapsedMs - this.#errorMsOf(reading));
  }

  /** How far the exchange's clock is ahead of ours, and at most how wrong that is, after another reading. */
  async measureOffset(): Promise<{ readonly offsetMs: DurationMs; readonly errorMs: DurationMs }> {
    const reading = await this.#read();
    return { offsetMs: Math.round(reading.serverAt - reading.takenAt), errorMs: Math.ceil(reading.errorMs) };
  }

  /** By how much the exchange's clock is ahead of ours at least, by the newest reading; null while there is none, or it says nothing any more. */
  skewMs(): DurationMs | null {
    const reading = this.#reading;
    if (reading === null || this.#hasJumpedSince(reading)) return null;
    const offsetMs = reading.serverAt - reading.takenAt;
    return Math.round(Math.sign(offsetMs) * Math.max(Math.abs(offsetMs) - this.#errorMsOf(reading), 0));
  }

  /** An instant of the exchange's clock on ours, by the newest reading; as it is while there is none. */
  toLocal(serverAt: EpochMs): EpochMs {
    const reading = this.#reading;
    return reading === null ? serverAt : Math.round(serverAt - (reading.serverAt - reading.takenAt));
  }

  async #usableReading(): Promise<Reading> {
    const kept = this.#reading;
    if (kept === null || this.#hasJumpedSince(kept)) return this.#read();
    const isGood = this.#clock.monotonicMs() - kept.takenMs < READING_MS_MAX && this.#errorMsOf(kept) <= ERROR_MS_MAX;
    if (isGood) return kept;
    try {
      return await this.#read();
    } catch (error) {
      if (error instanceof Fault && error.code !== 'cancelled') return kept;
      throw error;
    }
  }

  async #read(): Promise<Reading> {
    const sentMs = this.#clock.monotonicMs();
    const sentAt = this.#clock.now();
    const serverAt = await this.#fetchServerTime();
    const tripMs = this.#clock.monotonicMs() - sentMs;
    const errorMs = tripMs / 2 + RESOLUTION_MS;
    const reading = { serverAt, takenMs: sentMs + tripMs / 2, takenAt: sentAt + tripMs / 2, errorMs };
    const kept = this.#reading;
    const keptIsBetter = kept !== null && !this.#hasJumpedSince(kept) && errorMs > Math.max(ERROR_MS_MAX, this.#errorMsOf(kept));
    if (keptIsBetter) return kept;
    this.#reading = reading;
    return reading;
  }

  #errorMsOf({ errorMs, takenMs }: Reading): DurationMs {
    return errorMs + (this.#clock.monotonicMs() - takenMs) * DRIFT_FRACTION;
  }

  #hasJumpedSince({ takenMs, takenAt }: Reading): boolean {
    return Math.abs(this.#clock.now() - takenAt - (this.#clock.monotonicMs() - takenMs)) > JUMP_MS;
  }
}
