import type { Candle } from './candle.ts';

/**
 * Why a daily candle was chosen: R recent, XH and XL the highest high and the lowest low, S a swing, V volume, A a wide range,
 * P a candlestick pattern, SH the shape of the line through the closes.
 */
export type KeyCandleTag = 'R' | 'XH' | 'XL' | 'S' | 'V' | 'A' | 'P' | 'SH';

export type CandlePattern = 'Doji' | 'Hammer' | 'Shooting Star' | 'Strong Bull' | 'Strong Bear';

/** One of the few candles that stand for a long series, with the reasons for it. It is a picture of the past, not a signal. */
export interface KeyCandle {
  readonly candle: Candle;
  /** At least one, in the order in which the reasons are looked for. */
  readonly tags: readonly KeyCandleTag[];
  readonly pattern: CandlePattern | null;
  /** Which prices, besides the close, made the candle notable. */
  readonly notablePrices: readonly NotablePrice[];
}

export type NotablePrice = 'open' | 'high' | 'low';
