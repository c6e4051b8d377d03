import type { Candle } from '../../domain/candle.ts';
import type { RankedCandle } from './ranked-candle.ts';

/** XH: the candle with the highest high of the window; of several the most recent. */
export function highestCandle(candles: readonly Candle[]): RankedCandle {
  let index = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [at, { high }] of candles.entries()) {
    if (high < highest) continue;
    highest = high;
    index = at;
  }
  return { index, notablePrices: ['high'] };
}

/** XL: the candle with the lowest low of the window; of several the most recent. */
export function lowestCandle(candles: readonly Candle[]): RankedCandle {
  let index = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (const [at, { low }] of candles.entries()) {
    if (low > lowest) continue;
    lowest = low;
    index = at;
  }
  return { index, notablePrices: ['low'] };
}
