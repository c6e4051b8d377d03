import type { IndicatorStep } from './indicator-step.ts';
import { SeededAverage } from './seeded-average.ts';

/**
 * Moving average convergence divergence of the closes: the line from candle 26 on, the signal from candle 34 on, NaN before.
 * Each of the three averages is seeded with the simple mean of its own first inputs, as StockCharts does.
 */
export class Convergence {
  readonly #fast = SeededAverage.exponential(12);
  readonly #slow = SeededAverage.exponential(26);
  readonly #signal = SeededAverage.exponential(9);

  update({ candle, kind }: IndicatorStep): { readonly line: number; readonly signal: number } {
    const line = this.#fast.update(candle.close, kind) - this.#slow.update(candle.close, kind);
    return { line, signal: Number.isNaN(line) ? Number.NaN : this.#signal.update(line, kind) };
  }
}
