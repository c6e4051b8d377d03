/** What was told and not taken yet, for one consumer that waits for the next; it ends when the signal aborts. */
export class EventQueue<Item> implements AsyncIterable<Item> {
  readonly #signal: AbortSignal;
  #waiting: Item[] = [];
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  push(...items: readonly Item[]): void {
    this.#waiting.push(...items);
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    while (!this.#signal.aborted) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
