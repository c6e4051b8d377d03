import type { NotablePrice } from '../../domain/key-candle.ts';

/** A candle that an algorithm would choose, by its place in the window. */
export interface RankedCandle {
  readonly index: number;
  readonly notablePrices: readonly NotablePrice[];
}

export interface ScoredCandle extends RankedCandle {
  readonly score: number;
}

/**
 * Scores nearer to each other than this differ by rounding alone, so that a market quoted in another unit ranks the same. They are
 * compared by their distance: on a grid, two equal ones may lie on either side of a line.
 */
const SCORE_TOLERANCE = 1e-9;

/** By score, the highest first; of equal ones the most recent first. */
export function rankByScore(candles: readonly ScoredCandle[]): readonly RankedCandle[] {
  const groups: ScoredCandle[][] = [];
  for (const candle of candles.toSorted((one, other) => other.score - one.score)) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group !== undefined && before !== undefined && before.score - candle.score <= SCORE_TOLERANCE) group.push(candle);
    else groups.push([candle]);
  }
  return groups.flatMap((group) => group.toSorted((one, other) => other.index - one.index));
}

/** True when `score` beats `best`, which was found at a lower index: of equal scores the most recent one wins. */
export function beatsEarlier(score: number, best: number): boolean {
  return score >= best - SCORE_TOLERANCE;
}
