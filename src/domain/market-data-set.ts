import type { Candle, CandleInterval } from './candle.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { EpochMs } from './time.ts';

export interface MacdValue {
  readonly line: number;
  readonly signal: number;
  readonly histogram: number;
}

/** Indicators after the newest closed candle; null while there are too few candles. All are statistics: plain numbers. */
export interface IndicatorValues {
  /** Wilder's RSI over 14 candles, 0 to 100. */
  readonly rsi14: number | null;
  readonly macd: MacdValue | null;
  /** Simple means of the last 20 and 50 closes. */
  readonly ma20: number | null;
  readonly ma50: number | null;
  /** Wilder's average true range over 14 candles, in quote per base. */
  readonly atr14: number | null;
}

/** One symbol's closed candles of one interval, up to the snapshot's instant. */
export interface SeriesFacts {
  readonly interval: CandleInterval;
  /** How many candles this level shows: at most 180 (1d), 84 (4h) or 48 (1h). */
  readonly length: number;
  /** How many closed candles are known in all, warm-up included. */
  readonly knownLength: number;
  /** 0 is the oldest shown, `length - 1` the newest. @throws InvariantError outside of that. */
  candleAt(index: number): Candle;
  readonly indicators: IndicatorValues;
  /** Opening times of the hours that are missing from the shown candles (the exchange was halted, or data is lost). */
  readonly missingHours: readonly EpochMs[];
}

/** What may be known of one market at the snapshot's instant. */
export interface MarketFacts {
  readonly symbol: MarketSymbol;
  /** Close of the newest closed hourly candle, and the last millisecond of that candle. */
  readonly close: number;
  readonly closedAt: EpochMs;
  /** Close against the close 24 hours before; null when that is unknown. */
  readonly changeFraction24h: number | null;
  readonly series: Readonly<Record<CandleInterval, SeriesFacts>>;
  /** Why the symbol must not be traded on this snapshot; empty when its data is sound. */
  readonly problems: readonly string[];
}

/** All that may be known at `asOf`, frozen. Two sets with the same id hold the same facts. */
export interface MarketDataSet {
  readonly asOf: EpochMs;
  readonly id: string;
  /** In the configured order of symbols; a symbol without any closed candle is absent. */
  readonly markets: ReadonlyMap<MarketSymbol, MarketFacts>;
}
