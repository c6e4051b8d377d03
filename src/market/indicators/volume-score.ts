import { standardScore } from '../standard-score.ts';
import type { IndicatorStep } from './indicator-step.ts';

/** How many volumes a new one is compared with. */
export const VOLUME_SCORE_PERIOD = 20;

/**
 * The standard score of ln(1 + volume) against the 20 candles before; NaN for the first 20 candles and where those do not differ.
 * Logarithms, since volumes are skewed: a few large ones would otherwise hide the next.
 */
export class VolumeScore {
  /** Of the newest candle and of at most 20 before it, oldest first. */
  readonly #logarithms: number[] = [];

  update({ candle, kind }: IndicatorStep): number {
    if (kind === 'replace') this.#logarithms.pop();
    else if (this.#logarithms.length > VOLUME_SCORE_PERIOD) this.#logarithms.shift();
    const logarithm = Math.log1p(candle.volume);
    const before = this.#logarithms.slice(-VOLUME_SCORE_PERIOD);
    this.#logarithms.push(logarithm);
    return before.length < VOLUME_SCORE_PERIOD ? Number.NaN : standardScore(logarithm, before);
  }
}
