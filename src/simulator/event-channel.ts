interface Subscription<Event> {
  readonly queue: Event[];
  /** Hands an event, or the end, to the consumer that waits for it; null while it is busy or has not begun. */
  hand: ((result: IteratorResult<Event, undefined>) => void) | null;
  hasBegun: boolean;
}

/**
 * Tells events to any number of consumers, each in the order of emitting, and knows when all of them are done.
 * A subscription begins with the call that makes it; earlier events are not told.
 */
export class EventChannel<Event> {
  readonly #subscriptions = new Set<Subscription<Event>>();
  #idleWaiters: (() => void)[] = [];

  get hasConsumers(): boolean {
    return this.#subscriptions.size > 0;
  }

  subscribe(signal: AbortSignal): AsyncIterable<Event> {
    const subscription: Subscription<Event> = { queue: [], hand: null, hasBegun: false };
    const end = (): void => this.#end(subscription);
    if (!signal.aborted) {
      this.#subscriptions.add(subscription);
      signal.addEventListener('abort', end, { once: true });
    }
    const iterator: AsyncIterator<Event, undefined> = {
      next: () => this.#next(subscription),
      return: () => {
        signal.removeEventListener('abort', end);
        end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  emit(event: Event): void {
    for (const subscription of this.#subscriptions) {
      const { hand } = subscription;
      subscription.hand = null;
      if (hand === null) subscription.queue.push(event);
      else hand({ done: false, value: event });
    }
  }

  /** Resolves when every event was taken and every consumer waits for the next one, or has not begun and has none to take. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #next(subscription: Subscription<Event>): Promise<IteratorResult<Event, undefined>> {
    subscription.hasBegun = true;
    const event = subscription.queue.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (!this.#subscriptions.has(subscription)) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      subscription.hand = resolve;
      this.#releaseIdleWaiters();
    });
  }

  #end(subscription: Subscription<Event>): void {
    this.#subscriptions.delete(subscription);
    subscription.queue.length = 0;
    subscription.hand?.({ done: true, value: undefined });
    subscription.hand = null;
    this.#releaseIdleWaiters();
  }

  #isIdle(): boolean {
    return [...this.#subscriptions].every(({ queue, hand, hasBegun }) => queue.length === 0 && (hand !== null || !hasBegun));
  }

  #releaseIdleWaiters(): void {
    if (this.#idleWaiters.length === 0 || !this.#isIdle()) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
