import type { IndicatorStep } from './indicator-step.ts';
import { SeededAverage } from './seeded-average.ts';

/**
 * Wilder's relative strength index, 0 to 100; NaN for the first `period` candles.
 * Without any loss in its memory it is 100, without any change at all 50.
 * It is built of the package's smoothing, since the package's own RSI calls a market that never moved 100.
 */
export class RelativeStrength {
  readonly #gain: SeededAverage;
  readonly #loss: SeededAverage;

  constructor(period: number) {
    this.#gain = SeededAverage.wilder(period);
    this.#loss = SeededAverage.wilder(period);
  }

  update({ candle, previousClose, kind }: IndicatorStep): number {
    if (Number.isNaN(previousClose)) return Number.NaN;
    const change = candle.close - previousClose;
    const gain = this.#gain.update(Math.max(change, 0), kind);
    const loss = this.#loss.update(Math.max(-change, 0), kind);
    if (loss === 0) return gain === 0 ? 50 : 100;
    return 100 - 100 / (1 + gain / loss);
  }
}
