/** Runs jobs of the same key one after the other, jobs of different keys side by side. A job that throws does not stop later ones. */
export class KeyedLanes<Key> {
  readonly #tails = new Map<Key, Promise<unknown>>();

  run<Result>(key: Key, job: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key);
    const result = before === undefined ? job() : before.then(job, job);
    const tail = result.catch(() => undefined);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }

  isBusy(key: Key): boolean {
    return this.#tails.has(key);
  }
}
