import { getTrueRange } from 'trading-signals';
import type { IndicatorStep } from './indicator-step.ts';
import { SeededAverage } from './seeded-average.ts';

/**
 * Wilder's average true range in quote per base; NaN for the first `period` candles.
 * The first true range is that of the second candle: the first has no close before it. (The package's own ATR counts it in.)
 */
export class AverageTrueRange {
  readonly #smoothed: SeededAverage;

  constructor(period: number) {
    this.#smoothed = SeededAverage.wilder(period);
  }

  update({ candle, previousClose, kind }: IndicatorStep): number {
    if (Number.isNaN(previousClose)) return Number.NaN;
    return this.#smoothed.update(getTrueRange(candle, previousClose), kind);
  }
}
