/** What one side puts in and the other takes out, in order. */
export class CommandQueue<Item> {
  readonly #items: Item[] = [];
  #isClosed = false;
  #wake: (() => void) | null = null;

  put(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** Nothing more comes; what is in the queue can still be taken. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** Yields what is put in until the queue is closed and empty, or `signal` aborts. For one taker. */
  async *take(signal: AbortSignal): AsyncGenerator<Item> {
    while (!signal.aborted) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#isClosed) return;
      else await this.#next(signal);
    }
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const wake = this.#wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
