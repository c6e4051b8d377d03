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
  #open: Candle | null = null;

  constructor(interval: CandleInterval) {
    this.interval = interval;
    this.#bucketMs = INTERVAL_MS[interval];
  }

  pushHour(hour: Candle): void {
    const openedAt = Math.floor(hour.openedAt / this.#bucketMs) * this.#bucketMs;
    if (this.#open !== null && this.#open.openedAt !== openedAt) this.#finish(this.#open);
    const bucket = this.#open === null ? { ...hour, openedAt } : merge(this.#open, hour);
    this.#open = bucket;
    if (hour.openedAt + HOUR_MS === openedAt + this.#bucketMs) this.#finish(bucket);
  }

  /** How many finished candles closed before `asOf`. */
  countClosedBefore(asOf: EpochMs): number {
    return this.candles.countOpenedBefore(asOf - this.#bucketMs + 1);
  }

  /** The newest bucket when its period ended before `asOf` but its last hours never came; null otherwise. */
  endedBucket(asOf: EpochMs): EndedBucket | null {
    const bucket = this.#open;
    if (bucket === null || bucket.openedAt + this.#bucketMs - 1 >= asOf) return null;
    return { candle: bucket, indicators: this.indicators.preview(bucket) };
  }

  #finish(bucket: Candle): void {
    this.candles.push(bucket);
    this.indicators.push(bucket);
    this.#open = null;
  }
}

function merge(bucket: Candle, hour: Candle): Candle {
  return {
    openedAt: bucket.openedAt,
    open: bucket.open,
    high: Math.max(bucket.high, hour.high),
    low: Math.min(bucket.low, hour.low),
    close: hour.close,
    volume: bucket.volume + hour.volume,
  };
}
