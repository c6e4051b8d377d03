import type { Candle } from '../domain/candle.ts';
import { invariant } from '../domain/invariant.ts';
import type { EpochMs } from '../domain/time.ts';
import { NumberColumn } from './number-column.ts';

/** Append-only storage of candles in order of time, one column a field. A candle, once pushed, never changes. */
export class CandleColumns {
  readonly #openedAt = new NumberColumn();
  readonly #open = new NumberColumn();
  readonly #high = new NumberColumn();
  readonly #low = new NumberColumn();
  readonly #close = new NumberColumn();
  readonly #volume = new NumberColumn();

  get length(): number {
    return this.#openedAt.length;
  }

  push(candle: Candle): void {
    this.#openedAt.push(candle.openedAt);
    this.#open.push(candle.open);
    this.#high.push(candle.high);
    this.#low.push(candle.low);
    this.#close.push(candle.close);
    this.#volume.push(candle.volume);
  }

  /** @throws InvariantError outside of `0 .. length - 1`. */
  candleAt(index: number): Candle {
    invariant(index >= 0 && index < this.length, `candle ${index} of ${this.length} was asked for`);
    return {
      openedAt: this.#openedAt.at(index),
      open: this.#open.at(index),
      high: this.#high.at(index),
      low: this.#low.at(index),
      close: this.#close.at(index),
      volume: this.#volume.at(index),
    };
  }

  /** NaN outside of `0 .. length - 1`. */
  openedAt(index: number): EpochMs {
    return this.#openedAt.at(index);
  }

  /** NaN outside of `0 .. length - 1`. */
  close(index: number): number {
    return this.#close.at(index);
  }

  countOpenedBefore(time: EpochMs): number {
    return this.#openedAt.countBelow(time);
  }

  /** The place of the candle that opened at `time`; -1 when there is none. */
  indexOf(time: EpochMs): number {
    const index = this.countOpenedBefore(time);
    return this.openedAt(index) === time ? index : -1;
  }
}
