import type { Quantity } from '../../domain/decimal.ts';
import type { Refusal } from '../filters.ts';
import { refusalByCounts } from './check-order-counts.ts';
import { fundsNeeded, isBeyondFunds, isOpenId, judgeByApi, lockPriceOf, wouldTrigger } from './judge-order.ts';
import { takeLiquidity, wouldTake } from './match-order.ts';
import { settleLists } from './settle-lists.ts';
import type { VenueDraft } from './venue-draft.ts';
import { isContingent, type VenueOrderRequest } from './venue-order.ts';
import { REFUSALS } from './venue-refusal.ts';

export type Placement =
  | { readonly tag: 'placed'; readonly orderId: number }
  | { readonly tag: 'refused'; readonly refusal: Refusal };

/**
 * Places one order and all that happens to it at once. The checks come in the exchange's order: symbol, form, phase, filters, counts,
 * open ids, side of the stop, maker only, balance.
 */
export function placeOrder(draft: VenueDraft, request: VenueOrderRequest): Placement {
  const judged = judgeByApi(draft, request);
  if (judged.tag === 'refused') return judged;
  const refusal = refusalByEngine(draft, request, judged.quantity);
  if (refusal !== null) return { tag: 'refused', refusal };
  const orderId = draft.state.lastOrderId + 1;
  pushPlaced(draft, request, {
    orderListId: -1,
    quantity: judged.quantity,
    phase: isContingent(request.type) ? 'waiting' : 'working',
  });
  if (!isContingent(request.type)) takeLiquidity(draft, orderId);
  settleLists(draft);
  return { tag: 'placed', orderId };
}

/** What the engine refuses: `-2010`, and the counts of open orders. */
function refusalByEngine(draft: VenueDraft, request: VenueOrderRequest, amount: Quantity): Refusal | null {
  const byCounts = refusalByCounts(draft, [request], { lists: 0 });
  if (byCounts !== null) return byCounts;
  if (isOpenId(draft, request.newClientOrderId)) return REFUSALS.duplicate;
  const lastPrice = draft.lastPrice(request.symbol);
  if (lastPrice !== null && wouldTrigger(request, lastPrice)) return REFUSALS.wouldTrigger;
  if (request.type === 'LIMIT_MAKER' && wouldTake(draft, request)) return REFUSALS.wouldMatch;
  return isBeyondFunds(draft, request, fundsNeeded(draft, request, amount)) ? REFUSALS.insufficientBalance : null;
}

/** Puts an accepted order into the draft. An order without an id of its own gets one that its number gives. */
export function pushPlaced(
  draft: VenueDraft,
  request: VenueOrderRequest,
  terms: {
    readonly orderListId: number;
    readonly quantity: Quantity;
    readonly phase: 'working' | 'waiting' | 'pending';
  },
): number {
  const orderId = draft.state.lastOrderId + 1;
  draft.push({
    kind: 'placed',
    ...draft.stamp(orderId),
    ...terms,
    clientOrderId: request.newClientOrderId ?? derivedId('venue', orderId),
    request,
    selfTradePreventionMode: request.selfTradePreventionMode ?? draft.symbol(request.symbol).defaultSelfTradePreventionMode,
    lockPrice: lockPriceOf(draft, request),
  });
  return orderId;
}

/** An id for what was sent without one: the same for the same number, and of the exchange's characters. */
export function derivedId(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(16, '0')}`;
}
