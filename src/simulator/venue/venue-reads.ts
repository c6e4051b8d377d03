import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Balance } from '../../ports/exchange.ts';
import type { Refusal } from '../filters.ts';
import type { VenueOrderKey } from './cancel-order.ts';
import type { VenueBooks } from './venue-books.ts';
import type { VenueFaultPlan } from './venue-faults.ts';
import type { VenueAmendment, VenueTrade } from './venue-history.ts';
import { isOpen, type VenueList, type VenueOrder } from './venue-order.ts';
import { REFUSALS } from './venue-refusal.ts';

export type OrderAnswer =
  | { readonly tag: 'found'; readonly order: VenueOrder }
  | { readonly tag: 'refused'; readonly refusal: Refusal };
export type ListAnswer =
  | { readonly tag: 'found'; readonly list: VenueList }
  | { readonly tag: 'refused'; readonly refusal: Refusal };

/** How a range of rows is asked for: paging rule of the exchange, ascending. Times are included at both ends. */
export interface RowRange {
  readonly fromId?: number | undefined;
  readonly startTime?: EpochMs | undefined;
  readonly endTime?: EpochMs | undefined;
  readonly limit: number;
}

/** The signed reads. They see the account as of now, or as it was when reads lag. Balances never lag. */
export class VenueReads {
  readonly #books: VenueBooks;
  readonly #faults: VenueFaultPlan;
  readonly #now: () => EpochMs;

  constructor(sources: { readonly books: VenueBooks; readonly faults: VenueFaultPlan; readonly now: () => EpochMs }) {
    this.#books = sources.books;
    this.#faults = sources.faults;
    this.#now = sources.now;
  }

  /** `GET /order`: −2013 when unknown, −2039 when number and id do not belong together, −1102 without either. */
  order(key: VenueOrderKey): OrderAnswer {
    const refused = (refusal: Refusal): OrderAnswer => ({ tag: 'refused', refusal });
    if (!this.#books.state.symbols.has(key.symbol)) return refused(REFUSALS.invalidSymbol);
    const asOf = this.#asOf();
    if (key.orderId === undefined) {
      if (key.origClientOrderId === undefined) return refused(REFUSALS.neitherId);
      const order = this.#books.history.orderByClientId(key.symbol, key.origClientOrderId, asOf);
      return order === null ? refused(REFUSALS.noSuchOrder) : { tag: 'found', order };
    }
    const order = this.#books.history.orderAsOf(key.orderId, asOf);
    if (order === null || order.request.symbol !== key.symbol) return refused(REFUSALS.noSuchOrder);
    const matches = key.origClientOrderId === undefined || key.origClientOrderId === order.clientOrderId;
    return matches ? { tag: 'found', order } : refused(REFUSALS.idMismatch);
  }

  /** `GET /openOrders`, of one symbol or of all. */
  openOrders(symbol: MarketSymbol | null): readonly VenueOrder[] {
    const asOf = this.#asOf();
    const known = asOf === this.#now() ? [...this.#books.state.openOrders.values()] : this.#books.history.orders(asOf);
    return known.filter((order) => isOpen(order) && (symbol === null || order.request.symbol === symbol));
  }

  /** `GET /allOrders`. */
  allOrders(symbol: MarketSymbol, range: RowRange): readonly VenueOrder[] {
    const orders = this.#books.history.orders(this.#asOf()).filter((order) => order.request.symbol === symbol);
    return rowsIn(orders, range, { id: (order) => order.orderId, at: (order) => order.placedAt });
  }

  /** `GET /myTrades`, of one order or of a range. */
  trades(symbol: MarketSymbol, range: RowRange & { readonly orderId?: number | undefined }): readonly VenueTrade[] {
    const trades = this.#books.history
      .trades(symbol, this.#asOf())
      .filter((trade) => range.orderId === undefined || trade.orderId === range.orderId);
    return rowsIn(trades, range, { id: (trade) => trade.id, at: (trade) => trade.at });
  }

  /** `fills` of a FULL reply: never behind. */
  fillsOf(orderId: number): readonly VenueTrade[] {
    return this.#books.history.tradesOfOrder(orderId);
  }

  /** `GET /orderList`. */
  list(key: { readonly orderListId?: number | undefined; readonly origClientOrderId?: string | undefined }): ListAnswer {
    const list = this.#books.history
      .lists(this.#asOf())
      .findLast((known) =>
        key.orderListId === undefined ? known.listClientOrderId === key.origClientOrderId : known.orderListId === key.orderListId,
      );
    return list === undefined ? { tag: 'refused', refusal: REFUSALS.noSuchList } : { tag: 'found', list };
  }

  /** `GET /allOrderList`, and `GET /openOrderList` by filtering what still executes. */
  lists(range: RowRange): readonly VenueList[] {
    const lists = this.#books.history.lists(this.#asOf());
    return rowsIn(lists, range, { id: (list) => list.orderListId, at: (list) => list.transactionTime });
  }

  /** The order of any number as it is now. @throws InvariantError for one that was never placed. */
  orderNow(orderId: number): VenueOrder {
    return this.#books.history.order(orderId);
  }

  /** The list of any number as it is now. @throws InvariantError for one that was never placed. */
  listNow(orderListId: number): VenueList {
    return this.#books.history.list(orderListId);
  }

  amendments(symbol: MarketSymbol, orderId: number): readonly VenueAmendment[] {
    return this.#books.history.amendments(symbol, orderId);
  }

  /** Every asset that was ever there, the empty ones included. */
  balances(): readonly Balance[] {
    return this.#books.balances();
  }

  #asOf(): EpochMs {
    return this.#faults.readTime(this.#now());
  }
}

/** No bound: the newest rows. A start or an id: the oldest from there. Only an end: the newest up to there. Always ascending. */
function rowsIn<T>(
  rows: readonly T[],
  range: RowRange,
  of: { readonly id: (row: T) => number; readonly at: (row: T) => EpochMs },
): readonly T[] {
  const within = rows.filter(
    (row) =>
      (range.fromId === undefined || of.id(row) >= range.fromId) &&
      (range.startTime === undefined || of.at(row) >= range.startTime) &&
      (range.endTime === undefined || of.at(row) <= range.endTime),
  );
  const isFromStart = range.startTime !== undefined || range.fromId !== undefined;
  return isFromStart ? within.slice(0, range.limit) : within.slice(-range.limit);
}
