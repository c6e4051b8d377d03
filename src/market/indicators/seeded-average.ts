import { EMA, SMA } from 'trading-signals';
import type { IndicatorStep } from './indicator-step.ts';

/**
 * Exponential average whose first value is the simple mean of its first `period` inputs; NaN before that.
 * The package's own EMA starts with the first input alone, which differs for hundreds of candles.
 */
export class SeededAverage {
  readonly #period: number;
  readonly #seed: SMA;
  readonly #average: EMA;
  #inputs = 0;

  constructor(period: number) {
    this.#period = period;
    this.#seed = new SMA(period);
    this.#average = new EMA(period);
  }

  update(input: number, kind: IndicatorStep['kind']): number {
    const replace = kind === 'replace';
    if (!replace) this.#inputs += 1;
    if (this.#inputs > this.#period) return this.#average.update(input, replace);
    const seed = this.#seed.update(input, replace);
    return seed === null ? Number.NaN : this.#average.update(seed, replace);
  }
}
