import { EMA, SMA } from 'trading-signals';
import type { IndicatorStep } from './indicator-step.ts';

/**
 * Exponential average whose first value is the simple mean of its first inputs; NaN before that. The package's own EMA starts with the
 * first input alone, which differs for hundreds of candles; its own WSMA is as this one, but goes on working out the mean for ever.
 */
export class SeededAverage {
  readonly #seedLength: number;
  readonly #seed: SMA;
  readonly #average: EMA;
  #inputs = 0;

  private constructor({ seedLength, interval }: { readonly seedLength: number; readonly interval: number }) {
    this.#seedLength = seedLength;
    this.#seed = new SMA(seedLength);
    this.#average = new EMA(interval);
  }

  /** A new input weighs 2 / (period + 1). */
  static exponential(period: number): SeededAverage {
    return new SeededAverage({ seedLength: period, interval: period });
  }

  /** Wilder's smoothing: a new input weighs 1 / period, as in an exponential average of 2 * period - 1. */
  static wilder(period: number): SeededAverage {
    return new SeededAverage({ seedLength: period, interval: 2 * period - 1 });
  }

  update(input: number, kind: IndicatorStep['kind']): number {
    const replace = kind === 'replace';
    if (!replace) this.#inputs += 1;
    if (this.#inputs > this.#seedLength) return this.#average.update(input, replace);
    const seed = this.#seed.update(input, replace);
    return seed === null ? Number.NaN : this.#average.update(seed, replace);
  }
}
