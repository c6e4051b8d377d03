import { WSMA } from 'trading-signals';
import type { IndicatorStep } from './indicator-step.ts';

/**
 * Wilder's relative strength index, 0 to 100; NaN for the first `period` candles.
 * Without any loss in its memory it is 100, without any change at all 50.
 * It is built of the package's smoothing, since the package's own RSI calls a market that never moved 100.
 */
export class RelativeStrength {
  readonly #gain: WSMA;
  readonly #loss: WSMA;

  constructor(period: number) {
    this.#gain = new WSMA(period);
    this.#loss = new WSMA(period);
  }

  update({ candle, previousClose, kind }: IndicatorStep): number {
    if (Number.isNaN(previousClose)) return Number.NaN;
    const change = candle.close - previousClose;
    const replace = kind === 'replace';
    const gain = this.#gain.update(Math.max(change, 0), replace);
    const loss = this.#loss.update(Math.max(-change, 0), replace);
    if (gain === null || loss === null) return Number.NaN;
    if (loss === 0) return gain === 0 ? 50 : 100;
    return 100 - 100 / (1 + gain / loss);
  }
}
