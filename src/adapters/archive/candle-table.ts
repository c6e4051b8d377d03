import type { Candle } from '../../domain/candle.ts';
import { invariant } from '../../domain/invariant.ts';
import type { EpochMs } from '../../domain/time.ts';

/** Numbers of one candle: opening time, open, high, low, close, volume. */
export const CANDLE_WIDTH = 6;

/** The stored candles of one market in one Float64Array, oldest first. */
export class CandleTable {
  readonly length: number;
  readonly #numbers: Float64Array;

  /** `numbers` holds CANDLE_WIDTH numbers a candle, in ascending order of opening times. */
  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
    this.length = numbers.length / CANDLE_WIDTH;
  }

  candleAt(index: number): Candle {
    invariant(index >= 0 && index < this.length, `stored candle ${index} of ${this.length} was asked for`);
    const at = index * CANDLE_WIDTH;
    return {
      openedAt: this.#number(at),
      open: this.#number(at + 1),
      high: this.#number(at + 2),
      low: this.#number(at + 3),
      close: this.#number(at + 4),
      volume: this.#number(at + 5),
    };
  }

  /** NaN outside of the table. */
  openedAt(index: number): EpochMs {
    return this.#number(index * CANDLE_WIDTH);
  }

  countOpenedBefore(time: EpochMs): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.openedAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #number(position: number): number {
    return this.#numbers[position] ?? Number.NaN;
  }
}
