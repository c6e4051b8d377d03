import { refuse } from './wire-refusal.ts';

const LIFETIME_MAX = 65_535;

/** The subscriptions of one connection to its account's events: at most one at a time, each with a number of its own. */
export class UserSubscriptions {
  #open: readonly number[] = [];
  #next = 0;

  get ids(): readonly number[] {
    return this.#open;
  }

  /** @throws WireRefusal −2035 while there is one, −2042 when the numbers are used up. */
  open(): number {
    if (this.#open.length > 0) throw refuse(-2035, 'User Data Stream subscription already active.');
    if (this.#next >= LIFETIME_MAX) throw refuse(-2042, 'Subscription IDs exhausted for this session.');
    const id = this.#next;
    this.#next += 1;
    this.#open = [id];
    return id;
  }

  /** Ends one, or all. @throws WireRefusal −2036 when there is none. @returns those that were ended. */
  close(id: number | undefined): readonly number[] {
    const closed = this.#open.filter((open) => id === undefined || open === id);
    if (closed.length === 0) throw refuse(-2036, 'User Data Stream subscription not active.');
    this.#open = this.#open.filter((open) => !closed.includes(open));
    return closed;
  }
}
