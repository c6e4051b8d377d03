import { type Quantity, quantity } from '../../domain/decimal.ts';
import type { Refusal } from '../filters.ts';
import { type Cancellation, type CancelRequest, cancelOrder, findOpenOrder, type VenueOrderKey } from './cancel-order.ts';
import { refusalByFilters } from './check-venue-filters.ts';
import { judgeByApi } from './judge-order.ts';
import { derivedId, type Placement, placeOrder } from './place-order.ts';
import type { VenueDraft } from './venue-draft.ts';
import type { VenueOrder, VenueOrderRequest } from './venue-order.ts';
import { filterFailure, REFUSALS } from './venue-refusal.ts';

export interface CancelReplaceRequest {
  readonly cancel: CancelRequest;
  readonly order: VenueOrderRequest;
  readonly mode: 'STOP_ON_FAILURE' | 'ALLOW_FAILURE';
}

/**
 * How the two halves went. `refused`: the new order did not pass form or filters, and nothing was cancelled. Else the exchange tells both:
 * 200 when both succeeded, 409 with −2021 when one did, 400 with −2022 when none did.
 */
export type Replacement =
  | { readonly tag: 'refused'; readonly refusal: Refusal }
  | {
      readonly tag: 'judged';
      readonly cancellation: Cancellation;
      readonly placement: Placement | { readonly tag: 'not-attempted' };
    };

/** Cancels an order and places another in one step. Form and filters are judged before the cancel; trading phase, balance and counts after it. */
export function cancelReplace(draft: VenueDraft, { cancel, order, mode }: CancelReplaceRequest): Replacement {
  const symbol = draft.state.symbols.get(order.symbol);
  if (symbol?.cancelReplaceAllowed === false) return { tag: 'refused', refusal: REFUSALS.cancelReplaceUnsupported };
  const judged = judgeByApi(draft, order);
  if (judged.tag === 'refused' && judged.refusal !== REFUSALS.wrongPhase) return judged;
  const cancellation = cancelOrder(draft, cancel);
  if (cancellation.tag === 'refused' && mode === 'STOP_ON_FAILURE') {
    return { tag: 'judged', cancellation, placement: { tag: 'not-attempted' } };
  }
  return { tag: 'judged', cancellation, placement: placeOrder(draft, order) };
}

export interface AmendRequest extends VenueOrderKey {
  readonly newQty: Quantity;
  readonly newClientOrderId?: string | undefined;
}

export type Amendment =
  | { readonly tag: 'amended'; readonly orderId: number; readonly executionId: number }
  | { readonly tag: 'refused'; readonly refusal: Refusal };

/** Lowers the quantity of an open order, which keeps its place in the queue. Both legs of an OCO change. */
export function amendOrder(draft: VenueDraft, request: AmendRequest): Amendment {
  const refused = (refusal: Refusal): Amendment => ({ tag: 'refused', refusal });
  const found = findOpenOrder(draft, request);
  if (found.tag === 'refused') return refused(found.refusal === REFUSALS.unknownCancel ? REFUSALS.amendUnknown : found.refusal);
  const { order } = found;
  const { filters, amendAllowed } = draft.symbol(request.symbol);
  if (!amendAllowed) return refused(REFUSALS.amendUnsupported);
  if (request.newQty.gt(order.quantity)) return refused(REFUSALS.amendIncrease);
  const amended = amendedTogether(draft, order);
  if (request.newQty.eq(order.quantity) || amended.some((leg) => request.newQty.lte(usedOf(leg)))) {
    return refused(REFUSALS.amendNoChange);
  }
  if (order.amendments >= filters.maxNumOrderAmends) return refused(filterFailure('MAX_NUM_ORDER_AMENDS'));
  const byFilters = refusalByFilters(
    draft,
    { ...order.request, quantity: request.newQty },
    { quantity: request.newQty, orderId: order.orderId },
  );
  if (byFilters !== null) return refused(byFilters);
  const executionId = draft.state.lastExecutionId + 1;
  for (const { orderId, clientOrderId: ownId } of amended) {
    const newClientOrderId = orderId === order.orderId ? (request.newClientOrderId ?? derivedId('amend', executionId)) : ownId;
    draft.push({ kind: 'amended', ...draft.stamp(orderId), quantity: request.newQty, newClientOrderId });
  }
  return { tag: 'amended', orderId: order.orderId, executionId };
}

/** The order, and the other leg of its pair while that is open: neither may end up with less than what is used of it. */
function amendedTogether(draft: VenueDraft, order: VenueOrder): readonly VenueOrder[] {
  const legs = draft.listOf(order)?.otherOrderIds ?? [];
  if (legs.length !== 2 || !legs.includes(order.orderId)) return [order];
  return [order, ...legs.filter((id) => id !== order.orderId && draft.isOpen(id)).map((id) => draft.order(id))];
}

function usedOf({ executedQuantity, preventedQuantity }: VenueOrder): Quantity {
  return quantity(executedQuantity.plus(preventedQuantity));
}
