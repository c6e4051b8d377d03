import { type CandleInterval, candleClosedAt } from '../domain/candle.ts';
import type { MarketFacts, SeriesFacts } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, minuteText } from '../domain/time.ts';
import type { CandleColumns } from './candle-columns.ts';
import type { MarketHistory } from './market-history.ts';
import { SeriesView, SHOWN_LENGTH } from './series-view.ts';

/** A market whose newest candle closed longer ago than this must not be traded. */
const AGE_MAX_MS: DurationMs = 2 * HOUR_MS;

/** One market as it stood at an instant; see SeriesView for why it never changes. */
export class MarketView implements MarketFacts {
  readonly symbol: MarketSymbol;
  readonly close: number;
  readonly closedAt: EpochMs;
  readonly changeFraction24h: number | null;
  readonly series: Readonly<Record<CandleInterval, SeriesFacts>>;
  readonly problems: readonly string[];

  /** `hourCount`, at least 1, is how many hours of the history closed before `asOf`. */
  constructor({
    history,
    hourCount,
    asOf,
  }: { readonly history: MarketHistory; readonly hourCount: number; readonly asOf: EpochMs }) {
    const hours = history.hourly.candles;
    const newest = hourCount - 1;
    const openedAt = hours.openedAt(newest);
    this.symbol = history.symbol;
    this.close = hours.close(newest);
    this.closedAt = candleClosedAt(openedAt, '1h');
    this.changeFraction24h = changeSince(hours, { index: newest, openedAt: openedAt - DAY_MS });
    this.series = {
      '1h': new SeriesView({ series: history.hourly, hours, hourCount, asOf }),
      '4h': new SeriesView({ series: history.fourHourly, hours, hourCount, asOf }),
      '1d': new SeriesView({ series: history.daily, hours, hourCount, asOf }),
    };
    this.problems = [
      ...history.leftOut.problems({ from: shownFrom(this.series['1d']), asOf }),
      ...staleness(this.closedAt, asOf),
    ];
  }
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

function staleness(closedAt: EpochMs, asOf: EpochMs): readonly string[] {
  const ageMs = asOf - closedAt;
  if (ageMs <= AGE_MAX_MS) return [];
  return [`the newest candle closed ${(ageMs / HOUR_MS).toFixed(1)} hours before ${minuteText(asOf)}`];
}
