import { largest, type Quantity, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { Refusal } from '../filters.ts';
import { refusalByCounts } from './check-order-counts.ts';
import { refusalByFilters } from './check-venue-filters.ts';
import { fundsNeeded, isBeyondFunds, isOpenId, refusalByFormAndPhase, wouldTrigger } from './judge-order.ts';
import { refusalByPair } from './list-rules.ts';
import { takeLiquidity, wouldTake } from './match-order.ts';
import { derivedId, pushPlaced } from './place-order.ts';
import { settleLists } from './settle-lists.ts';
import type { VenueDraft } from './venue-draft.ts';
import { isContingent, type VenueListKind, type VenueOrderRequest } from './venue-order.ts';
import { REFUSALS } from './venue-refusal.ts';

/**
 * An order list, its legs written out as orders of the same symbol. Legs of an OCO share side and quantity; those of an OPO have no
 * quantity, it is what the working order will have received. A pair is `[above, below]`.
 */
export type VenueListRequest = { readonly listClientOrderId?: string | undefined } & (
  | { readonly kind: 'OCO'; readonly pair: readonly [above: VenueOrderRequest, below: VenueOrderRequest] }
  | { readonly kind: 'OTO' | 'OPO'; readonly working: VenueOrderRequest; readonly pending: VenueOrderRequest }
  | {
      readonly kind: 'OTOCO' | 'OPOCO';
      readonly working: VenueOrderRequest;
      readonly pair: readonly [above: VenueOrderRequest, below: VenueOrderRequest];
    }
);

export type ListPlacement =
  | { readonly tag: 'placed'; readonly orderListId: number }
  | { readonly tag: 'refused'; readonly refusal: Refusal };

/** Places an order list with all that happens at once, or refuses it as a whole. */
export function placeList(draft: VenueDraft, request: VenueListRequest): ListPlacement {
  const refusal = refusalByLegs(draft, request) ?? refusalOfList(draft, request);
  if (refusal !== null) return { tag: 'refused', refusal };
  const orderListId = draft.state.lastListId + 1;
  const firstId = draft.state.lastOrderId + 1;
  const others = othersOf(request);
  const workingOrderId = request.kind === 'OCO' ? null : firstId;
  const firstOther = workingOrderId === null ? firstId : firstId + 1;
  draft.push({
    kind: 'list-placed',
    at: draft.at,
    orderListId,
    listKind: request.kind,
    listClientOrderId: request.listClientOrderId ?? derivedId('list', orderListId),
    symbol: others[0].symbol,
    workingOrderId,
    otherOrderIds: others.map((_, index) => firstOther + index),
  });
  const place = (leg: VenueOrderRequest, phase: 'working' | 'waiting' | 'pending'): number =>
    pushPlaced(draft, leg, { orderListId, quantity: leg.quantity ?? ZERO_QUANTITY, phase });
  if (request.kind !== 'OCO') place(request.working, 'working');
  for (const leg of others) place(leg, request.kind !== 'OCO' ? 'pending' : isContingent(leg.type) ? 'waiting' : 'working');
  if (workingOrderId !== null) takeLiquidity(draft, workingOrderId);
  settleLists(draft);
  return { tag: 'placed', orderListId };
}

function othersOf(request: VenueListRequest): readonly [VenueOrderRequest, ...VenueOrderRequest[]] {
  return 'pair' in request ? request.pair : [request.pending];
}

function legsOf(request: VenueListRequest): readonly VenueOrderRequest[] {
  return request.kind === 'OCO' ? request.pair : [request.working, ...othersOf(request)];
}

function refusalByLegs(draft: VenueDraft, request: VenueListRequest): Refusal | null {
  const takesReceipts = request.kind === 'OPO' || request.kind === 'OPOCO';
  for (const leg of legsOf(request)) {
    const isPending = request.kind !== 'OCO' && leg !== request.working;
    const byForm = refusalByFormAndPhase(draft, leg, { quantityIs: isPending && takesReceipts ? 'known-later' : 'needed' });
    if (byForm !== null) return byForm;
    // Of what is bought first, the amount is known well enough to judge what will be sold.
    const amount = leg.quantity ?? (request.kind === 'OCO' ? undefined : request.working.quantity) ?? ZERO_QUANTITY;
    const byFilters =
      leg.quoteOrderQty !== undefined ? REFUSALS.unsupportedCombination : refusalByFilters(draft, leg, { quantity: amount });
    if (byFilters !== null) return byFilters;
  }
  return null;
}

function refusalOfList(draft: VenueDraft, request: VenueListRequest): Refusal | null {
  const legs = legsOf(request);
  return (
    refusalByKind(draft, request) ??
    ('pair' in request ? refusalByPair(request.pair) : null) ??
    refusalByCounts(draft, legs, { lists: 1 }) ??
    (hasDuplicateIds(draft, legs) || isOpenListId(draft, request.listClientOrderId) ? REFUSALS.duplicate : null) ??
    (request.kind === 'OCO' ? refusalOfOco(draft, request.pair) : refusalOfWorking(draft, request.working))
  );
}

const NOT_SUPPORTED: Readonly<Record<VenueListKind, string>> = { OCO: 'OCO', OTO: 'OTO', OTOCO: 'OTO', OPO: 'OPO', OPOCO: 'OPO' };

function refusalByKind(draft: VenueDraft, request: VenueListRequest): Refusal | null {
  const { ocoAllowed, otoAllowed, opoAllowed } = draft.symbol(othersOf(request)[0].symbol);
  const isAllowed = {
    OCO: ocoAllowed,
    OTO: otoAllowed,
    OTOCO: otoAllowed && ocoAllowed,
    OPO: opoAllowed,
    OPOCO: opoAllowed && ocoAllowed,
  };
  if (!isAllowed[request.kind]) {
    return { code: -2010, message: `${NOT_SUPPORTED[request.kind]} orders are not supported for this symbol.` };
  }
  if (request.kind === 'OCO') return null;
  const { working } = request;
  if (working.type !== 'LIMIT' && working.type !== 'LIMIT_MAKER') return REFUSALS.unsupportedCombination;
  if (request.kind !== 'OPO' && request.kind !== 'OPOCO') return null;
  if (working.side !== 'BUY') return REFUSALS.opoWorkingMustBuy;
  return othersOf(request).some(({ side }) => side !== 'SELL') ? REFUSALS.opoPendingMustSell : null;
}

function hasDuplicateIds(draft: VenueDraft, legs: readonly VenueOrderRequest[]): boolean {
  const ids = legs.flatMap((leg) => leg.newClientOrderId ?? []);
  return new Set(ids).size < ids.length || ids.some((id) => isOpenId(draft, id));
}

function isOpenListId(draft: VenueDraft, listClientOrderId: string | undefined): boolean {
  return [...draft.state.openLists.values()].some((list) => list.listClientOrderId === listClientOrderId);
}

/** Both legs of an OCO must lie on their own side of the last price; the lock is the larger of the two, once. */
function refusalOfOco(draft: VenueDraft, pair: readonly [VenueOrderRequest, VenueOrderRequest]): Refusal | null {
  const [above, below] = pair;
  const lastPrice = draft.lastPrice(above.symbol);
  const levelOf = (leg: VenueOrderRequest) => (isContingent(leg.type) ? leg.stopPrice : leg.price);
  const isBeyond = lastPrice !== null && (levelOf(above)?.lte(lastPrice) === true || levelOf(below)?.gte(lastPrice) === true);
  if (isBeyond) return REFUSALS.priceRelation;
  if (pair.some((leg) => lastPrice !== null && wouldTrigger(leg, lastPrice))) return REFUSALS.wouldTrigger;
  if (pair.some((leg) => leg.type === 'LIMIT_MAKER' && wouldTake(draft, leg))) return REFUSALS.wouldMatch;
  const needed = pair.map((leg): Quantity => fundsNeeded(draft, leg, leg.quantity ?? ZERO_QUANTITY));
  return isBeyondFunds(draft, above, largest(ZERO_QUANTITY, ...needed)) ? REFUSALS.insufficientBalance : null;
}

/** Of the other lists only the working order is judged by the engine now; a pending order is when it comes alive. */
function refusalOfWorking(draft: VenueDraft, working: VenueOrderRequest): Refusal | null {
  if (working.type === 'LIMIT_MAKER' && wouldTake(draft, working)) return REFUSALS.wouldMatch;
  const needed = fundsNeeded(draft, working, working.quantity ?? ZERO_QUANTITY);
  return isBeyondFunds(draft, working, needed) ? REFUSALS.insufficientBalance : null;
}
