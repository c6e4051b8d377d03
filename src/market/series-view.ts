import { type Candle, type CandleInterval, INTERVAL_MS } from '../domain/candle.ts';
import { invariant } from '../domain/invariant.ts';
import type { IndicatorValues, SeriesFacts } from '../domain/market-data-set.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { CandleColumns } from './candle-columns.ts';
import type { KnownCloses } from './correlation.ts';
import type { EndedBucket, IntervalSeries } from './interval-series.ts';

/** How many candles of each interval a snapshot shows. */
export const SHOWN_LENGTH: Readonly<Record<CandleInterval, number>> = { '1d': 180, '4h': 84, '1h': 48 };

/**
 * One interval as it stood at an instant: a range of rows of append-only columns, and perhaps one bucket that ended without its last
 * hours. Nothing is copied; values are read when they are asked for.
 */
export class SeriesView implements SeriesFacts, KnownCloses {
  readonly interval: CandleInterval;
  readonly length: number;
  readonly knownLength: number;
  readonly #series: IntervalSeries;
  readonly #hours: CandleColumns;
  readonly #hourCount: number;
  readonly #finishedCount: number;
  readonly #endedBucket: EndedBucket | null;
  #indicators: IndicatorValues | null = null;
  #missingHours: readonly EpochMs[] | null = null;

  constructor({ series, hours, hourCount, asOf }: SeriesViewParts) {
    this.interval = series.interval;
    this.#series = series;
    this.#hours = hours;
    this.#hourCount = hourCount;
    this.#finishedCount = series.countClosedBefore(asOf);
    this.#endedBucket = series.endedBucket(asOf);
    this.knownLength = this.#finishedCount + (this.#endedBucket === null ? 0 : 1);
    this.length = Math.min(this.knownLength, SHOWN_LENGTH[series.interval]);
  }

  candleAt(index: number): Candle {
    invariant(
      index >= 0 && index < this.length,
      `candle ${index} of ${this.length} shown ${this.interval} candles was asked for`,
    );
    const row = this.knownLength - this.length + index;
    return this.#endedAt(this.length - 1 - index) ?? this.#series.candles.candleAt(row);
  }

  openedAtBack(distance: number): EpochMs {
    const ended = this.#endedAt(distance);
    return ended === null ? this.#series.candles.openedAt(this.knownLength - 1 - distance) : ended.openedAt;
  }

  closeBack(distance: number): number {
    const ended = this.#endedAt(distance);
    return ended === null ? this.#series.candles.close(this.knownLength - 1 - distance) : ended.close;
  }

  get indicators(): IndicatorValues {
    this.#indicators ??= this.#endedBucket?.indicators ?? this.#series.indicators.valuesAt(this.#finishedCount - 1);
    return this.#indicators;
  }

  get distanceToMa50Fraction(): number | null {
    const { ma50 } = this.indicators;
    return ma50 === null ? null : this.closeBack(0) / ma50 - 1;
  }

  get missingHours(): readonly EpochMs[] {
    this.#missingHours ??= this.length === 0 ? [] : this.#findMissingHours();
    return this.#missingHours;
  }

  /** The candle of the bucket that ended without its last hours, which can only be the newest. */
  #endedAt(distance: number): Candle | null {
    return distance === 0 && this.#endedBucket !== null ? this.#endedBucket.candle : null;
  }

  #findMissingHours(): readonly EpochMs[] {
    const from = this.candleAt(0).openedAt;
    const end = this.candleAt(this.length - 1).openedAt + INTERVAL_MS[this.interval];
    let row = this.#hours.countOpenedBefore(from);
    const hoursWithin = Math.min(this.#hours.countOpenedBefore(end), this.#hourCount) - row;
    if (hoursWithin === (end - from) / HOUR_MS) return [];
    const missing: EpochMs[] = [];
    for (let hour = from; hour < end; hour += HOUR_MS) {
      if (row < this.#hourCount && this.#hours.openedAt(row) === hour) row += 1;
      else missing.push(hour);
    }
    return missing;
  }
}

interface SeriesViewParts {
  readonly series: IntervalSeries;
  /** The hours that the series is built of, and how many of them were known and closed before `asOf`. */
  readonly hours: CandleColumns;
  readonly hourCount: number;
  readonly asOf: EpochMs;
}
