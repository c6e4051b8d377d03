import { type JournalEntry, MAIN_BOOK_ID } from '../../domain/journal-entry.ts';
import type { RoundTrip } from '../../domain/position.ts';
import { type FilledOrder, FilledOrders } from './filled-orders.ts';
import { HeldPositions } from './held-positions.ts';

/** The newest orders that were filled and the newest round trips that were closed, oldest first. */
export interface TradeHistory {
  readonly orders: readonly FilledOrder[];
  readonly roundTrips: readonly RoundTrip[];
}

/** The last trades of the main book as a fold of its journal. */
export class TradeHistoryFold {
  readonly #lengthMax: number;
  readonly #filledOrders = new FilledOrders(new HeldPositions());
  #orders: readonly FilledOrder[] = [];
  #roundTrips: readonly RoundTrip[] = [];

  /** @param options.lengthMax  How many orders, and how many round trips, are kept. */
  constructor(options: { readonly lengthMax: number }) {
    this.#lengthMax = options.lengthMax;
  }

  apply(entry: JournalEntry): void {
    if (entry.bookId !== MAIN_BOOK_ID) return;
    const order = this.#filledOrders.apply(entry);
    if (order === null) return;
    this.#orders = [...this.#orders, order].slice(-this.#lengthMax);
    const roundTrip = order.sale?.roundTrip ?? null;
    if (roundTrip !== null) this.#roundTrips = [...this.#roundTrips, roundTrip].slice(-this.#lengthMax);
  }

  history(): TradeHistory {
    return { orders: this.#orders, roundTrips: this.#roundTrips };
  }
}
