import type { Candle } from '../domain/candle.ts';
import { EMPTY_FINGERPRINT, type Fingerprint, mixNumbers, mixText } from '../domain/fingerprint.ts';
import { NumberColumn } from './number-column.ts';

/** The rolling fingerprint of a series after each of its candles, so that any earlier length can still be named. */
export class FingerprintColumns {
  readonly #lanes = { a: new NumberColumn(), b: new NumberColumn(), c: new NumberColumn(), d: new NumberColumn() };
  #newest: Fingerprint;

  constructor(name: string) {
    this.#newest = mixText(EMPTY_FINGERPRINT, name);
    this.#keep();
  }

  push({ openedAt, open, high, low, close, volume }: Candle): void {
    this.#newest = mixNumbers(this.#newest, [openedAt, open, high, low, close, volume]);
    this.#keep();
  }

  /** The fingerprint of the first `length` candles. */
  after(length: number): Fingerprint {
    const { a, b, c, d } = this.#lanes;
    return { a: a.at(length), b: b.at(length), c: c.at(length), d: d.at(length) };
  }

  #keep(): void {
    this.#lanes.a.push(this.#newest.a);
    this.#lanes.b.push(this.#newest.b);
    this.#lanes.c.push(this.#newest.c);
    this.#lanes.d.push(this.#newest.d);
  }
}
