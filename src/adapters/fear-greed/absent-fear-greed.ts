import type { FearGreed } from '../../domain/sentiment.ts';
import type { SentimentSource } from '../../ports/sentiment-source.ts';

/** Stands where there is no source, and says why. */
export class AbsentFearGreed implements SentimentSource {
  readonly #reason: string;

  constructor(reason: string) {
    this.#reason = reason;
  }

  async fetchFearGreed(): Promise<FearGreed> {
    return { tag: 'missing', reason: this.#reason };
  }
}
