import { type Candle, type CandleInterval, candleClosedAt } from '../domain/candle.ts';
import type { IntegrityFinding } from '../domain/integrity-finding.ts';
import type { KeyCandle } from '../domain/key-candle.ts';
import type { Bias, BitcoinCorrelation, MarketFacts, Regime, SeriesFacts } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from '../domain/time.ts';
import { biasOf } from './bias.ts';
import type { CandleColumns } from './candle-columns.ts';
import { checkIntegrity } from './check-integrity.ts';
import { correlateReturns } from './correlation.ts';
import { selectKeyCandles } from './key-candles/select-key-candles.ts';
import { lazy } from './lazy.ts';
import type { MarketHistory } from './market-history.ts';
import { regimeOf } from './regime.ts';
import { SeriesView, SHOWN_LENGTH } from './series-view.ts';

const NO_CORRELATION: BitcoinCorrelation = { daily30: null, hourly48: null };

/**
 * One market as it stood at an instant; see SeriesView for why it never changes. What is not asked for is not computed, except the
 * integrity, on which trading depends.
 */
export class MarketView implements MarketFacts {
  readonly symbol: MarketSymbol;
  readonly close: number;
  readonly closedAt: EpochMs;
  readonly changeFraction24h: number | null;
  readonly series: Readonly<Record<CandleInterval, SeriesView>>;
  readonly integrity: readonly IntegrityFinding[];
  readonly problems: readonly string[];
  readonly #extremes: () => Extremes | null;
  readonly #regime: () => Regime | null;
  readonly #bitcoinCorrelation: () => BitcoinCorrelation;
  readonly #keyCandles: () => readonly KeyCandle[];

  constructor({ history, others, bitcoin, hourCount, asOf }: MarketViewParts) {
    const hours = history.hourly.candles;
    const newest = hourCount - 1;
    const openedAt = hours.openedAt(newest);
    this.symbol = history.symbol;
    this.close = hours.close(newest);
    this.closedAt = candleClosedAt(openedAt, '1h');
    this.changeFraction24h = changeSince(hours, { index: newest, openedAt: openedAt - DAY_MS });
    const series = {
      '1h': new SeriesView({ series: history.hourly, hours, hourCount, asOf }),
      '4h': new SeriesView({ series: history.fourHourly, hours, hourCount, asOf }),
      '1d': new SeriesView({ series: history.daily, hours, hourCount, asOf }),
    };
    this.series = series;
    this.integrity = checkIntegrity({ history, others, from: shownFrom(series['1d']), asOf });
    this.problems = this.integrity.filter(({ tolerated }) => !tolerated).map(({ text }) => text);
    this.#extremes = lazy(() => extremesOf(series['1d'], { hours, hourCount }));
    this.#regime = lazy(() => regimeOf(series['1d']));
    this.#bitcoinCorrelation = lazy(() => correlation(series, bitcoin()?.series));
    this.#keyCandles = lazy(() => selectKeyCandles(shownCandles(series['1d'])));
  }

  get distanceToHighFraction(): number | null {
    const extremes = this.#extremes();
    return extremes === null ? null : this.close / extremes.high - 1;
  }

  get distanceToLowFraction(): number | null {
    const extremes = this.#extremes();
    return extremes === null ? null : this.close / extremes.low - 1;
  }

  get bias(): Bias | null {
    return biasOf({ price: this.close, daily: this.series['1d'].indicators, fourHourly: this.series['4h'].indicators });
  }

  get regime(): Regime | null {
    return this.#regime();
  }

  get bitcoinCorrelation(): BitcoinCorrelation {
    return this.#bitcoinCorrelation();
  }

  get keyCandles(): readonly KeyCandle[] {
    return this.#keyCandles();
  }
}

interface MarketViewParts {
  readonly history: MarketHistory;
  readonly others: readonly MarketHistory[];
  /** The view of Bitcoin in the same snapshot; null when it is not among the markets. */
  readonly bitcoin: () => MarketView | null;
  /** How many hours of the history closed before `asOf`; at least 1. */
  readonly hourCount: number;
  readonly asOf: EpochMs;
}

interface Extremes {
  readonly high: number;
  readonly low: number;
}

function changeSince(
  hours: CandleColumns,
  { index, openedAt }: { readonly index: number; readonly openedAt: EpochMs },
): number | null {
  const unbroken = index - DAY_MS / HOUR_MS;
  const before = hours.openedAt(unbroken) === openedAt ? unbroken : hours.indexOf(openedAt);
  return before === -1 ? null : hours.close(index) / hours.close(before) - 1;
}

/** The days reach back furthest. While fewer are known than can be shown, all that ever came is within the window. */
function shownFrom(days: SeriesFacts): EpochMs {
  return days.length < SHOWN_LENGTH['1d'] ? Number.NEGATIVE_INFINITY : days.candleAt(0).openedAt;
}

function shownCandles(series: SeriesFacts): readonly Candle[] {
  return Array.from({ length: series.length }, (_, index) => series.candleAt(index));
}

/** Of the shown days and of the hours of the day that is running. */
function extremesOf(
  days: SeriesFacts,
  { hours, hourCount }: { readonly hours: CandleColumns; readonly hourCount: number },
): Extremes | null {
  if (days.length === 0) return null;
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  const include = (candle: Candle): void => {
    high = Math.max(high, candle.high);
    low = Math.min(low, candle.low);
  };
  for (let index = 0; index < days.length; index += 1) include(days.candleAt(index));
  const dayEnd = days.candleAt(days.length - 1).openedAt + DAY_MS;
  for (let row = hours.countOpenedBefore(dayEnd); row < hourCount; row += 1) include(hours.candleAt(row));
  return { high, low };
}

function correlation(
  own: Readonly<Record<CandleInterval, SeriesView>>,
  bitcoin: Readonly<Record<CandleInterval, SeriesView>> | undefined,
): BitcoinCorrelation {
  if (bitcoin === undefined) return NO_CORRELATION;
  return {
    daily30: correlateReturns(own['1d'], bitcoin['1d'], { count: 30 }),
    hourly48: correlateReturns(own['1h'], bitcoin['1h'], { count: 48 }),
  };
}
