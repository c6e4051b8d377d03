import type { Candle } from '../../domain/candle.ts';
import { invariant } from '../../domain/invariant.ts';
import type { KeyCandle } from '../../domain/key-candle.ts';
import { highestCandle, lowestCandle } from './extreme.ts';
import { namePattern } from './name-pattern.ts';
import { rankPatterns } from './pattern.ts';
import { rankRanges } from './range.ts';
import { recentCandles } from './recent.ts';
import { Selection } from './selection.ts';
import { importantPoints } from './shape.ts';
import { rankSwings } from './swing.ts';
import { rankVolumes } from './volume.ts';

const KEY_CANDLE_COUNT = 15;

/**
 * The 15 candles that stand for the whole window, oldest first: the newest two, both extremes, up to three swings, two of the largest
 * volumes, one wide range, one pattern, and those that keep the shape of the closes. All of them when there are not more than 15.
 *
 * It depends on the window alone. Swings and shape are known in hindsight: the choice of an earlier day may change as days are added.
 */
export function selectKeyCandles(candles: readonly Candle[]): readonly KeyCandle[] {
  if (candles.length === 0) return [];
  const selection = new Selection();
  for (const recent of recentCandles(candles)) selection.add(recent, 'R');
  selection.add(highestCandle(candles), 'XH');
  selection.add(lowestCandle(candles), 'XL');
  selection.take(rankSwings(candles), { quota: 3, tag: 'S' });
  selection.take(rankVolumes(candles), { quota: 2, tag: 'V' });
  selection.take(rankRanges(candles), { quota: 1, tag: 'A' });
  selection.take(rankPatterns(candles), { quota: 1, tag: 'P' });
  addShape(selection, candles);
  return selection.candles().map(({ index, tags, notablePrices }) => {
    const candle = candles[index];
    invariant(candle !== undefined, `candle ${index} of ${candles.length} was selected`);
    return { candle, tags, pattern: namePattern(candles, index), notablePrices };
  });
}

function addShape(selection: Selection, candles: readonly Candle[]): void {
  const wanted = Math.min(KEY_CANDLE_COUNT, candles.length);
  const points = importantPoints(
    candles.map(({ close }) => Math.log(close)),
    { known: [0, candles.length - 1, ...selection.indices], count: wanted - selection.size },
  );
  for (const index of points) selection.add({ index, notablePrices: [] }, 'SH');
  // The window's first candle is where the shape begins, and is told only where every candle is.
  if (selection.size < wanted) selection.add({ index: 0, notablePrices: [] }, 'SH');
}
