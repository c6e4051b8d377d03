import type { Candle } from '../../domain/candle.ts';
import { type RankedCandle, rankByScore, type ScoredCandle } from './ranked-candle.ts';

const PERIOD = 14;
const RATIO_MIN = 1.5;

/**
 * A: candles whose true range is at least one and a half times Wilder's average of 14 before it, by that ratio. The average is seeded
 * with the mean of the window's own second to fifteenth true range.
 */
export function rankRanges(candles: readonly Candle[]): readonly RankedCandle[] {
  const ranges = candles.map((candle, index) => trueRange(candle, candles[index - 1]));
  const wide: ScoredCandle[] = [];
  let average = ranges.slice(1, PERIOD + 1).reduce((sum, range) => sum + range, 0) / PERIOD;
  for (const [index, range] of ranges.entries()) {
    if (index <= PERIOD) continue;
    const ratio = average > 0 ? range / average : Number.NaN;
    if (ratio >= RATIO_MIN) wide.push({ index, score: ratio, notablePrices: ['high', 'low'] });
    average = (average * (PERIOD - 1) + range) / PERIOD;
  }
  return rankByScore(wide);
}

function trueRange({ high, low }: Candle, previous: Candle | undefined): number {
  return previous === undefined ? high - low : Math.max(high, previous.close) - Math.min(low, previous.close);
}
