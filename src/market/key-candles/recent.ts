import type { Candle } from '../../domain/candle.ts';
import type { RankedCandle } from './ranked-candle.ts';

export const RECENT_COUNT = 2;

/** R: the newest two candles, whatever they look like. */
export function recentCandles(candles: readonly Candle[]): readonly RankedCandle[] {
  const newest = candles.length - 1;
  return [newest, newest - 1].filter((index) => index >= 0).map((index) => ({ index, notablePrices: [] }));
}
