import type { Fault } from '../domain/fault.ts';
import type { ExchangeRequest, OrderRequest } from '../domain/order.ts';
import type { OrderListRequest } from '../domain/order-list.ts';
import type { DurationMs } from '../domain/time.ts';
import type { ExchangeEvent, OrderKey } from '../ports/exchange.ts';
import type { Refusal } from './filters.ts';

/**
 * What goes wrong between the caller and the simulated exchange: never reached it (`lose-request`), was carried out but the answer
 * got lost (`lose-reply`), arrives when nobody waits for the answer any more (`delayMs`, not for a single cancellation), or was refused
 * by something before the engine (`reject`).
 */
export type CancelFault = 'lose-request' | 'lose-reply' | { readonly reject: Refusal };
export type PlaceFault = CancelFault | { readonly delayMs: DurationMs };

/** Whatever brings new orders. `order` is the only one, the first of a list, or the one that takes the place of another. */
export type PlacingRequest =
  | ExchangeRequest
  | { readonly kind: 'list'; readonly order: OrderRequest; readonly list: OrderListRequest }
  | { readonly kind: 'replacement'; readonly order: OrderRequest; readonly cancel: OrderKey };

/** Asked before each step; null lets it pass. Absent hooks let everything pass. */
export interface ExchangeFaults {
  beforePlace?(request: PlacingRequest): PlaceFault | null;
  /** Asked for the cancellation of a replacement, too: one that is rejected leaves the new order unattempted, one that is lost is lost whole. */
  beforeCancel?(order: OrderKey): CancelFault | null;
  beforeRead?(read: ExchangeRead): Fault | null;
  /** What is told instead of the event: nothing (it is lost), the event twice, and so on. */
  beforeEvent?(event: ExchangeEvent): readonly ExchangeEvent[];
}

export type ExchangeRead = 'order' | 'open-orders' | 'fills' | 'balances' | 'instruments' | 'fees';
