import type { Candle } from '../../domain/candle.ts';
import { VOLUME_SCORE_PERIOD } from '../indicators/volume-score.ts';
import { standardScore } from '../standard-score.ts';
import { type RankedCandle, rankByScore } from './ranked-candle.ts';

const SCORE_MIN = 2;

/** V: candles whose ln(1 + volume) lies at least two standard deviations above the mean of the 20 before, by that score. */
export function rankVolumes(candles: readonly Candle[]): readonly RankedCandle[] {
  const logarithms = candles.map(({ volume }) => Math.log1p(volume));
  const scored = logarithms.map((logarithm, index) => ({
    index,
    score:
      index < VOLUME_SCORE_PERIOD ? Number.NaN : standardScore(logarithm, logarithms.slice(index - VOLUME_SCORE_PERIOD, index)),
    notablePrices: [],
  }));
  return rankByScore(scored.filter(({ score }) => score >= SCORE_MIN));
}
