import type { Candle } from '../../../src/domain/candle.ts';
import type { MarketFacts } from '../../../src/domain/market-data-set.ts';
import { standardScore } from '../../../src/market/standard-score.ts';

const VOLUME_PERIOD = 20;
const LOUDEST_COUNT = 3;

/** What of a window's days is still there when only its key candles are told. */
export interface KeptInformation {
  /** Of the line through the key candles and the window's first and last close, against ln close. */
  readonly rootMeanSquareError: number;
  readonly hasBothExtremes: boolean;
  /** Of the three days with the largest volume scores. */
  readonly loudestShare: number;
}

export function keptInformation(market: MarketFacts): KeptInformation {
  const days = market.series['1d'];
  const candles = Array.from({ length: days.length }, (_, index) => days.candleAt(index));
  const times = new Set(market.keyCandles.map(({ candle }) => candle.openedAt));
  const chosen = candles.flatMap(({ openedAt }, index) => (times.has(openedAt) ? [index] : []));
  const highest = Math.max(...candles.map(({ high }) => high));
  const lowest = Math.min(...candles.map(({ low }) => low));
  const told = market.keyCandles.map(({ candle }) => candle);
  const loudest = loudestDays(candles);
  return {
    rootMeanSquareError: errorOfLine(
      candles.map(({ close }) => Math.log(close)),
      [...new Set([0, ...chosen, candles.length - 1])],
    ),
    hasBothExtremes: told.some(({ high }) => high === highest) && told.some(({ low }) => low === lowest),
    loudestShare: loudest.filter((index) => chosen.includes(index)).length / loudest.length,
  };
}

function errorOfLine(values: readonly number[], knots: readonly number[]): number {
  const squares = values.map((value, index) => (value - interpolate(values, { knots, index })) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

function interpolate(
  values: readonly number[],
  { knots, index }: { readonly knots: readonly number[]; readonly index: number },
): number {
  const from = knots.findLast((knot) => knot <= index) ?? 0;
  const to = knots.find((knot) => knot >= index) ?? from;
  const start = values[from] ?? Number.NaN;
  return to === from ? start : start + (((values[to] ?? Number.NaN) - start) * (index - from)) / (to - from);
}

function loudestDays(candles: readonly Candle[]): readonly number[] {
  const logarithms = candles.map(({ volume }) => Math.log1p(volume));
  return logarithms
    .map((logarithm, index) => ({
      index,
      score: standardScore(logarithm, logarithms.slice(Math.max(0, index - VOLUME_PERIOD), index)),
    }))
    .filter(({ index }) => index >= VOLUME_PERIOD)
    .sort((one, other) => other.score - one.score)
    .slice(0, LOUDEST_COUNT)
    .map(({ index }) => index);
}
