import { standardScore } from '../standard-score.ts';

/** How many volumes a new one is compared with. */
export const VOLUME_SCORE_PERIOD = 20;

/**
 * The standard score of ln(1 + volume) against the candles before; NaN where those are not known or do not differ.
 * Logarithms, since volumes are skewed: a few large ones would otherwise hide the next.
 */
export function volumeScore(volume: number, before: readonly number[]): number {
  return standardScore(Math.log1p(volume), before.map(Math.log1p));
}
