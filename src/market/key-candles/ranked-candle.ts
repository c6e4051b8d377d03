import type { NotablePrice } from '../../domain/key-candle.ts';

/** A candle that an algorithm would choose, by its place in the window. */
export interface RankedCandle {
  readonly index: number;
  readonly notablePrices: readonly NotablePrice[];
}

export interface ScoredCandle extends RankedCandle {
  readonly score: number;
}

/** Scores nearer to each other than this differ by rounding alone, so that a market quoted in another unit ranks the same. */
const SCORE_STEP = 1e-11;

/** By score, the highest first; of equal ones the most recent first. */
export function rankByScore(candles: readonly ScoredCandle[]): readonly RankedCandle[] {
  return candles.toSorted((one, other) => stepsOf(other.score) - stepsOf(one.score) || other.index - one.index);
}

/** True when `score` beats `best`, which was found at a lower index: of equal scores the most recent one wins. */
export function beatsEarlier(score: number, best: number): boolean {
  return stepsOf(score) >= stepsOf(best);
}

function stepsOf(score: number): number {
  return Math.round(score / SCORE_STEP);
}
