import type { Quantity } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId, ExchangeOrderId, ExchangeRequest, OrderRequest } from '../domain/order.ts';
import type { OrderListRequest } from '../domain/order-list.ts';
import type { EpochMs } from '../domain/time.ts';

/** What the exchange says of one of our orders. */
export interface OrderReport {
  readonly clientOrderId: ClientOrderId;
  readonly exchangeOrderId: ExchangeOrderId;
  readonly symbol: MarketSymbol;
  readonly request: OrderRequest;
  /** `pending`: in a list, waiting for the entry; its quantity is not known before it works. */
  readonly status: 'pending' | 'open' | 'filled' | 'cancelled' | 'expired';
  readonly filledQuantity: Quantity;
  /** Only of an expired order: the exchange's own word. */
  readonly expiryReason: string | null;
  readonly updatedAt: EpochMs;
}

/** The answer to an order. `outcome-unknown`: it may or may not be there; probe by the id, never send it again. */
export type PlaceResult =
  | { readonly tag: 'accepted'; readonly report: OrderReport; readonly fills: readonly Fill[] }
  /** Proven not executed. Codes and messages are the exchange's own. */
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  | { readonly tag: 'outcome-unknown'; readonly cause: string };

/** The answer to a list: it is taken as a whole or not at all. */
export type PlaceListResult =
  /** Every order of the list as it stands, in the list's order; `fills` are those of the entry. */
  | { readonly tag: 'accepted'; readonly reports: readonly OrderReport[]; readonly fills: readonly Fill[] }
  | Exclude<PlaceResult, { readonly tag: 'accepted' }>;

/** What became of both halves of a replacement. The new order is sent to the market only when the old one was cancelled. */
export interface ReplaceResult {
  readonly cancel: CancelResult;
  /** `not-attempted`: the old order could not be cancelled, so it stays as it is, or has ended. */
  readonly place: PlaceResult | { readonly tag: 'not-attempted' };
}

export type CancelResult =
  | { readonly tag: 'cancelled'; readonly report: OrderReport }
  /** Nothing open under this id: already filled, cancelled, expired, or never there. Ask `fetchOrder`. */
  | { readonly tag: 'not-open' }
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  | { readonly tag: 'outcome-unknown'; readonly cause: string };

/** What happens on the account without being asked: told at least once, perhaps repeated or out of order. */
export type ExchangeEvent =
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'order'; readonly report: OrderReport }
  | { readonly kind: 'balance'; readonly asset: Asset; readonly free: Quantity; readonly locked: Quantity };

export interface Balance {
  readonly asset: Asset;
  readonly free: Quantity;
  /** Held by open orders. */
  readonly locked: Quantity;
}

/**
 * The exchange, as far as Steward uses it.
 *
 * Contract, checked by test/contract/exchange.contract.ts:
 * - `place` sends at most once per call; no answer in time is `outcome-unknown`, never a throw.
 * - A second order under the id of an *open* order is rejected as duplicate (-2010); once that order is closed the id is accepted again:
 *   callers probe, never re-send.
 * - Fills of one order add up to at most its quantity and keep their ids for ever. An order that is cancelled or expired may have fills.
 * - `placeList` sends at most once per call as `place` does. In the answer an exit whose entry has just been filled may still be `pending`:
 *   asking for it tells how it stands. Once its entry is filled an exit works at once: there is no moment in which the coins are without it.
 * - `replace` cancels one order and places another in one request; where the first fails, the second is not attempted. The exchange judges
 *   filters before the cancellation, and funds after it: a cancelled stop can be followed by a refused one.
 * - A cancelled order takes the other open or pending orders of its list with it; those of a filled one end by themselves.
 * - `fetchOrder` returns null where the exchange knows no such order *now*; that is not proof that it never will.
 * - `events` yields fills and order changes of the account until `signal` aborts. The consumer is done with an event when it asks for the next.
 * - Reads give a Fault for outside trouble; placing and cancelling never throw for it.
 */
export interface Exchange {
  place(request: ExchangeRequest): Promise<PlaceResult>;
  placeList(request: OrderListRequest): Promise<PlaceListResult>;
  replace(request: { readonly cancel: OrderKey; readonly place: ExchangeRequest }): Promise<ReplaceResult>;
  cancel(order: OrderKey): Promise<CancelResult>;
  fetchOrder(order: OrderKey): Promise<OrderReport | null>;
  fetchOpenOrders(): Promise<readonly OrderReport[]>;
  /** Fills of one market with an id above `afterFillId`, oldest first; all of them when it is null. */
  fetchFills(query: { readonly symbol: MarketSymbol; readonly afterFillId: string | null }): Promise<readonly Fill[]>;
  /** Every asset with a free or locked amount. */
  fetchBalances(): Promise<readonly Balance[]>;
  fetchInstruments(): Promise<readonly Instrument[]>;
  fetchFees(): Promise<FeeSchedule>;
  events(signal: AbortSignal): AsyncIterable<ExchangeEvent>;
}

export interface OrderKey {
  readonly symbol: MarketSymbol;
  readonly clientOrderId: ClientOrderId;
}
