import { type Candle, type CandleInterval, INTERVAL_MS } from '../domain/candle.ts';
import type { IndicatorValues } from '../domain/market-data-set.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import { CandleColumns } from './candle-columns.ts';
import { IndicatorSet } from './indicator-set.ts';

/** A candle whose period ended by the snapshot's instant although not all of its hours are known. */
export interface EndedBucket {
  readonly candle: Candle;
  readonly indicators: IndicatorValues;
}

/**
 * The candles of one interval with their indicators, built from hours in order of time. Buckets start at whole multiples of the
 * interval since 1970, so days start at 00:00 UTC. A bucket enters the columns once no hour can be added to it any more.
 */
export class IntervalSeries {
  readonly interval: CandleInterval;
  readonly candles = new CandleColumns();
  readonly indicators = new IndicatorSet();
  readonly #bucketMs: number;
  #open: OpenBucket | null = null;

  constructor(interval: CandleInterval) {
    this.interval = interval;
    this.#bucketMs = INTERVAL_MS[interval];
  }

  pushHour(hour: Candle): void {
    if (this.#bucketMs === HOUR_MS) {
      this.#finish(hour);
      return;
    }
    const openedAt = Math.floor(hour.openedAt / this.#bucketMs) * this.#bucketMs;
    if (this.#open !== null && this.#open.openedAt !== openedAt) this.#finish(this.#open);
    if (this.#open === null) this.#open = { ...hour, openedAt };
    else merge(this.#open, hour);
    if (hour.openedAt + HOUR_MS === openedAt + this.#bucketMs) this.#finish(this.#open);
  }

  /** How many finished candles closed before `asOf`. */
  countClosedBefore(asOf: EpochMs): number {
    return this.candles.countOpenedBefore(asOf - this.#bucketMs + 1);
  }

  /** The newest bucket when its period ended before `asOf` but its last hours never came; null otherwise. */
  endedBucket(asOf: EpochMs): EndedBucket | null {
    const bucket = this.#open;
    if (bucket === null || bucket.openedAt + this.#bucketMs - 1 >= asOf) return null;
    const candle = { ...bucket };
    return { candle, indicators: this.indicators.preview(candle) };
  }

  #finish(bucket: Candle): void {
    this.candles.push(bucket);
    this.indicators.push(bucket);
    this.#open = null;
  }
}

/** A candle whose hours are still coming. */
type OpenBucket = { -readonly [Field in keyof Candle]: Candle[Field] };

function merge(bucket: OpenBucket, hour: Candle): void {
  bucket.high = Math.max(bucket.high, hour.high);
  bucket.low = Math.min(bucket.low, hour.low);
  bucket.close = hour.close;
  bucket.volume += hour.volume;
}
