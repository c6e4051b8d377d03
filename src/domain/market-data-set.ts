import type { Candle, CandleInterval } from './candle.ts';
import type { IntegrityFinding } from './integrity-finding.ts';
import type { KeyCandle } from './key-candle.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { FearGreed } from './sentiment.ts';
import type { EpochMs } from './time.ts';

export interface MacdValue {
  readonly line: number;
  readonly signal: number;
  readonly histogram: number;
}

/** Indicators after the newest closed candle; null while fewer than 250 candles are known. All are statistics: plain numbers. */
export interface IndicatorValues {
  /** Wilder's RSI over 14 candles, 0 to 100. */
  readonly rsi14: number | null;
  readonly macd: MacdValue | null;
  /** Simple means of the last 20 and 50 closes. */
  readonly ma20: number | null;
  readonly ma50: number | null;
  /** Wilder's average true range over 14 candles, in quote per base. */
  readonly atr14: number | null;
  /** How many standard deviations the logarithm of the newest volume lies above the mean of the 20 volumes before it. */
  readonly volumeZ: number | null;
  /** Why values are null; null when none is. */
  readonly missing: string | null;
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
  /** The newest close against MA50, as a fraction; null when MA50 is. */
  readonly distanceToMa50Fraction: number | null;
  /** Opening times of the hours that are missing from the shown candles (the exchange was halted, or data is lost). */
  readonly missingHours: readonly EpochMs[];
}

/** Where the indicators point: see `market/bias.ts` for the numbers. */
export type Bias = 'upward' | 'downward' | 'neutral';

/** How the market moves: see `market/regime.ts` for the numbers. */
export type Regime = 'trending' | 'ranging' | 'volatile';

/** Pearson's correlation of a market's log returns with Bitcoin's; null when too few returns are known of either. */
export interface BitcoinCorrelation {
  /** Over 30 daily returns. */
  readonly daily30: number | null;
  /** Over 48 hourly returns. */
  readonly hourly48: number | null;
}

/** How many of the markets that have a daily MA50 are priced above it. */
export interface Breadth {
  readonly above: number;
  readonly of: number;
}

/** What may be known of one market at the snapshot's instant. */
export interface MarketFacts {
  readonly symbol: MarketSymbol;
  /** Close of the newest closed hourly candle, and the last millisecond of that candle. */
  readonly close: number;
  readonly closedAt: EpochMs;
  /** Close against the close 24 hours before; null when that is unknown. */
  readonly changeFraction24h: number | null;
  /** The price against the highest high and the lowest low of the shown days and the hours since, as fractions; null without days. */
  readonly distanceToHighFraction: number | null;
  readonly distanceToLowFraction: number | null;
  /** Null when an indicator that it rests on is. */
  readonly bias: Bias | null;
  readonly regime: Regime | null;
  readonly bitcoinCorrelation: BitcoinCorrelation;
  readonly series: Readonly<Record<CandleInterval, SeriesFacts>>;
  /** The days that stand for all shown days, oldest first: 15, or all of them when there are not more. */
  readonly keyCandles: readonly KeyCandle[];
  /** What was found wrong or unusual in the candles. One that is not tolerated makes the symbol untradable. */
  readonly integrity: readonly IntegrityFinding[];
  /** Why the symbol must not be traded on this snapshot: the findings that are not tolerated; empty when its data is sound. */
  readonly problems: readonly string[];
}

/** All that may be known at `asOf`, frozen. Two sets with the same id hold the same facts. */
export interface MarketDataSet {
  readonly asOf: EpochMs;
  readonly id: string;
  /** In the configured order of symbols; a symbol without any closed candle is absent. */
  readonly markets: ReadonlyMap<MarketSymbol, MarketFacts>;
  /** Null when no market has a daily MA50. */
  readonly breadth: Breadth | null;
  readonly fearGreed: FearGreed;
}
