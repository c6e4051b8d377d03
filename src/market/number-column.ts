const FIRST_CAPACITY = 1024;

/** An append-only list of numbers in one Float64Array that doubles when it is full. A value, once pushed, never changes. */
export class NumberColumn {
  #values = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** NaN outside of the column. */
  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? Number.NaN) : Number.NaN;
  }

  /** How many values of an ascending column are below `limit`; O(1) when all are. */
  countBelow(limit: number): number {
    if (this.#length === 0 || this.at(this.#length - 1) < limit) return this.#length;
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
