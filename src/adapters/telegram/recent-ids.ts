/** The ids that were seen last: of so many, each is new once. */
export class RecentIds<Id> {
  readonly #countMax: number;
  /** In the order in which they were seen. */
  readonly #ids = new Set<Id>();

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  has(id: Id): boolean {
    return this.#ids.has(id);
  }

  add(id: Id): void {
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#countMax) return;
      this.#ids.delete(oldest);
    }
  }
}
