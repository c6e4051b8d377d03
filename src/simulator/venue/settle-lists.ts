import { largest, quantity, ZERO_QUANTITY } from '../../domain/decimal.ts';
import { refusalByFilters } from './check-venue-filters.ts';
import { fundsNeeded, isBeyondFunds, lockPriceOf, wouldTrigger } from './judge-order.ts';
import { expire, floored, takeLiquidity, wouldTake } from './match-order.ts';
import type { VenueDraft } from './venue-draft.ts';
import { keepsReceipts } from './venue-locks.ts';
import { isContingent, orderIdsOf, type VenueList, type VenueOrder } from './venue-order.ts';

/**
 * Carries out what the trades and ends of orders mean for their lists: the other leg of an OCO expires, pending orders come alive when
 * the working order is wholly filled and expire when it ends before, and a list whose orders all ended is done.
 */
export function settleLists(draft: VenueDraft): void {
  for (let index = 0; index < draft.facts.length; index += 1) {
    const fact = draft.facts[index];
    if (fact?.kind !== 'traded' && fact?.kind !== 'closed') continue;
    const order = draft.order(fact.orderId);
    const list = draft.listOf(order);
    if (list !== null) followOrder(draft, list, order);
  }
}

/** Ends the other leg before a triggered one executes. */
export function expireOtherLeg(draft: VenueDraft, order: VenueOrder): void {
  const list = draft.listOf(order);
  if (list === null || list.otherOrderIds.length < 2 || !list.otherOrderIds.includes(order.orderId)) return;
  for (const orderId of openAmong(draft, list.otherOrderIds))
    if (orderId !== order.orderId) expire(draft, orderId, 'OCO_TRIGGER');
}

function followOrder(draft: VenueDraft, list: VenueList, order: VenueOrder): void {
  const factsBefore = draft.facts.length;
  if (order.orderId === list.workingOrderId) {
    if (order.status === 'FILLED') activate(draft, list, order);
    else if (!draft.isOpen(order.orderId)) expireAll(draft, list.otherOrderIds, 'OTO_PHASE_ONE_EXPIRED');
  } else if (!order.executedQuantity.isZero()) expireOtherLeg(draft, order);
  else if (!draft.isOpen(order.orderId) && order.expiryReason !== 'OCO_TRIGGER') {
    expireAll(draft, list.otherOrderIds, 'EXCHANGE_CANCELED');
  }
  tellList(draft, list, { hasChanged: draft.facts.length > factsBefore });
}

function tellList(draft: VenueDraft, list: VenueList, { hasChanged }: { readonly hasChanged: boolean }): void {
  if (!draft.state.openLists.has(list.orderListId)) return;
  const isDone = openAmong(draft, orderIdsOf(list)).length === 0;
  if (!isDone && !hasChanged) return;
  draft.push({
    kind: 'list-changed',
    at: draft.at,
    orderListId: list.orderListId,
    listStatusType: isDone ? 'ALL_DONE' : 'UPDATED',
    listOrderStatus: isDone ? 'ALL_DONE' : 'EXECUTING',
  });
}

/** Brings the pending orders alive. One that is refused now expires as REJECTED, and with it the other of a pair. */
function activate(draft: VenueDraft, list: VenueList, working: VenueOrder): void {
  const pending = openAmong(draft, list.otherOrderIds)
    .map((orderId) => draft.order(orderId))
    .filter((order) => order.status === 'PENDING_NEW')
    .map((order) => withQuantity(draft, list, { order, working }));
  if (pending.length === 0) return;
  if (pending.some((order) => isRefusedNow(draft, order)) || lacksFunds(draft, pending)) {
    for (const order of pending) expire(draft, order.orderId, 'REJECTED');
    return;
  }
  for (const order of pending) {
    draft.push({
      kind: 'activated',
      ...draft.stamp(order.orderId),
      phase: isContingent(order.request.type) ? 'waiting' : 'working',
      quantity: order.quantity,
      lockPrice: lockPriceOf(draft, order.request),
    });
  }
  for (const order of pending) {
    if (!isContingent(order.request.type) && draft.isOpen(order.orderId)) takeLiquidity(draft, order.orderId);
  }
}

function withQuantity(
  draft: VenueDraft,
  list: VenueList,
  { order, working }: { readonly order: VenueOrder; readonly working: VenueOrder },
): VenueOrder {
  return keepsReceipts(list) ? { ...order, quantity: floored(working.receivedBase, draft.symbol(list.symbol)) } : order;
}

function isRefusedNow(draft: VenueDraft, { orderId, request, quantity: amount }: VenueOrder): boolean {
  const lastPrice = draft.lastPrice(request.symbol);
  return (
    refusalByFilters(draft, { ...request, quantity: amount }, { quantity: amount, orderId }) !== null ||
    (lastPrice !== null && wouldTrigger(request, lastPrice)) ||
    (request.type === 'LIMIT_MAKER' && wouldTake(draft, request))
  );
}

/** Two pending orders of a pair need the larger of their amounts, not both. */
function lacksFunds(draft: VenueDraft, pending: readonly VenueOrder[]): boolean {
  const [first] = pending;
  if (first === undefined) return false;
  const needed = pending.map((order) => fundsNeeded(draft, order.request, order.quantity));
  return isBeyondFunds(draft, first.request, largest(ZERO_QUANTITY, ...needed.map(quantity)));
}

function openAmong(draft: VenueDraft, orderIds: readonly number[]): readonly number[] {
  return orderIds.filter((orderId) => draft.isOpen(orderId));
}

function expireAll(draft: VenueDraft, orderIds: readonly number[], reason: 'OTO_PHASE_ONE_EXPIRED' | 'EXCHANGE_CANCELED'): void {
  for (const orderId of openAmong(draft, orderIds)) expire(draft, orderId, reason);
}
