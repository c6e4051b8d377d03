import type { Candle } from '../../domain/candle.ts';
import type { CandlePattern, NotablePrice } from '../../domain/key-candle.ts';
import { namePattern } from './name-pattern.ts';
import type { RankedCandle } from './ranked-candle.ts';
import { RECENT_COUNT } from './recent.ts';

/** The price at which the pattern was made. A doji is too frequent to choose a candle; it stays a label. */
const PRICE_OF: Readonly<Record<CandlePattern, NotablePrice | null>> = {
  Doji: null,
  Hammer: 'low',
  'Shooting Star': 'high',
  'Strong Bull': 'open',
  'Strong Bear': 'open',
};

/** P: candles older than the recent ones that have a pattern other than a doji, the most recent first. */
export function rankPatterns(candles: readonly Candle[]): readonly RankedCandle[] {
  return candles
    .map((_, index) => {
      const pattern = index < candles.length - RECENT_COUNT ? namePattern(candles, index) : null;
      return { index, price: pattern === null ? null : PRICE_OF[pattern] };
    })
    .flatMap(({ index, price }) => (price === null ? [] : [{ index, notablePrices: [price] }]))
    .reverse();
}
