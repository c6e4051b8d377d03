import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Refusal } from '../filters.ts';
import { derivedId } from './place-order.ts';
import { settleLists } from './settle-lists.ts';
import type { VenueDraft } from './venue-draft.ts';
import { orderIdsOf, type VenueOrder } from './venue-order.ts';
import { REFUSALS } from './venue-refusal.ts';

/** Which order is meant: by number, by the client's id, or by both, which must then belong together. */
export interface VenueOrderKey {
  readonly symbol: MarketSymbol;
  readonly orderId?: number | undefined;
  readonly origClientOrderId?: string | undefined;
}

export interface CancelRequest extends VenueOrderKey {
  /** The id of the cancel itself; the reports carry it as the order's `clientOrderId`. */
  readonly newClientOrderId?: string | undefined;
  readonly cancelRestrictions?: 'ONLY_NEW' | 'ONLY_PARTIALLY_FILLED' | undefined;
}

export type Cancellation =
  | { readonly tag: 'cancelled'; readonly orderId: number; readonly orderListId: number; readonly cancelId: string }
  | { readonly tag: 'refused'; readonly refusal: Refusal };

/** Cancels an open order, and with a leg its whole list. */
export function cancelOrder(draft: VenueDraft, request: CancelRequest): Cancellation {
  const found = findOpenOrder(draft, request);
  if (found.tag === 'refused') return found;
  const { order } = found;
  const isRestricted =
    (request.cancelRestrictions === 'ONLY_NEW' && order.status !== 'NEW') ||
    (request.cancelRestrictions === 'ONLY_PARTIALLY_FILLED' && order.status !== 'PARTIALLY_FILLED');
  if (isRestricted) return { tag: 'refused', refusal: REFUSALS.cancelRestricted };
  const cancelId = request.newClientOrderId ?? derivedId('cancel', order.orderId);
  const list = draft.listOf(order);
  closeAll(draft, list === null ? [order.orderId] : orderIdsOf(list), cancelId);
  return { tag: 'cancelled', orderId: order.orderId, orderListId: order.orderListId, cancelId };
}

/** Cancels every open order of a list, by the list's number or id; null when no such list is open. */
export function cancelList(
  draft: VenueDraft,
  request: {
    readonly symbol: MarketSymbol;
    readonly orderListId?: number | undefined;
    readonly listClientOrderId?: string | undefined;
    readonly newClientOrderId?: string | undefined;
  },
): { readonly orderListId: number; readonly cancelId: string } | null {
  const list = [...draft.state.openLists.values()].find(
    (open) =>
      open.symbol === request.symbol &&
      (request.orderListId === undefined
        ? open.listClientOrderId === request.listClientOrderId
        : open.orderListId === request.orderListId),
  );
  if (list === undefined) return null;
  const cancelId = request.newClientOrderId ?? derivedId('cancel-list', list.orderListId);
  closeAll(draft, orderIdsOf(list), cancelId);
  return { orderListId: list.orderListId, cancelId };
}

/** Cancels everything open on a symbol: the numbers of the orders outside lists, and of the lists, in the order of their placing. */
export function cancelOpenOrders(
  draft: VenueDraft,
  symbol: MarketSymbol,
): readonly ({ readonly orderId: number } | { readonly orderListId: number })[] {
  const cancelled: ({ readonly orderId: number } | { readonly orderListId: number })[] = [];
  for (const { orderId, orderListId, request } of [...draft.state.openOrders.values()]) {
    if (request.symbol !== symbol || !draft.isOpen(orderId)) continue;
    cancelled.push(orderListId === -1 ? { orderId } : { orderListId });
    cancelOrder(draft, { symbol, orderId });
  }
  return cancelled;
}

export function findOpenOrder(
  draft: VenueDraft,
  key: VenueOrderKey,
): { readonly tag: 'found'; readonly order: VenueOrder } | { readonly tag: 'refused'; readonly refusal: Refusal } {
  if (!draft.state.symbols.has(key.symbol)) return { tag: 'refused', refusal: REFUSALS.invalidSymbol };
  if (key.orderId === undefined && key.origClientOrderId === undefined) return { tag: 'refused', refusal: REFUSALS.neitherId };
  const order = [...draft.state.openOrders.values()].find(
    (open) =>
      open.request.symbol === key.symbol &&
      (key.orderId === undefined || open.orderId === key.orderId) &&
      (key.origClientOrderId === undefined || open.clientOrderId === key.origClientOrderId),
  );
  return order === undefined ? { tag: 'refused', refusal: REFUSALS.unknownCancel } : { tag: 'found', order };
}

function closeAll(draft: VenueDraft, orderIds: readonly number[], cancelId: string): void {
  for (const orderId of orderIds) {
    if (draft.isOpen(orderId)) draft.push({ kind: 'closed', ...draft.stamp(orderId), closing: { status: 'CANCELED', cancelId } });
  }
  settleLists(draft);
}
