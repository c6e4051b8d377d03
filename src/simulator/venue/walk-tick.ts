import { type Price, price, type Quantity, quantity } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { refusalByFilters } from './check-venue-filters.ts';
import { fundsNeeded, isBeyondFunds } from './judge-order.ts';
import { expire, fillResting, takeLiquidity } from './match-order.ts';
import { expireOtherLeg, settleLists } from './settle-lists.ts';
import type { Tick } from './tick-path.ts';
import type { VenueDraft } from './venue-draft.ts';
import { isContingent, triggerDirection, type VenueOrder } from './venue-order.ts';

/** One hundred percent, in the unit of `trailingDelta`. */
const BASIS_POINTS = 10_000;

/**
 * What one public trade does to the open orders of its symbol: resting orders that it reaches fill first, best price and then oldest
 * first; then trailing orders follow the price and triggers fire, oldest first.
 *
 * @param extremes  The extremes of trailing orders; changed in place, since they follow from the ticks and are no facts.
 */
export function walkTick(
  draft: VenueDraft,
  { symbol, tick, extremes }: { readonly symbol: MarketSymbol; readonly tick: Tick; readonly extremes: Map<number, Price> },
): void {
  const orders = [...draft.state.openOrders.values()].filter(({ request }) => request.symbol === symbol);
  let left = tick.quantity;
  for (const order of orders.filter((resting) => isReachedBy(resting, tick.price)).sort(byPriceThenAge)) {
    if (!draft.isOpen(order.orderId) || left.lte(0)) continue;
    const before = draft.order(order.orderId).executedQuantity;
    fillResting(draft, order.orderId, left);
    left = quantity(left.minus(draft.order(order.orderId).executedQuantity.minus(before)));
    settleLists(draft);
  }
  for (const { orderId } of orders) {
    const order = draft.isOpen(orderId) ? draft.order(orderId) : null;
    if (order === null || order.isWorking || order.status === 'PENDING_NEW' || !isContingent(order.request.type)) continue;
    if (hasFired(draft, order, { lastPrice: tick.price, extremes })) trigger(draft, order);
  }
}

function isReachedBy({ request, isWorking }: VenueOrder, at: Price): boolean {
  if (!isWorking || request.price === undefined) return false;
  return request.side === 'BUY' ? at.lte(request.price) : at.gte(request.price);
}

function byPriceThenAge(left: VenueOrder, right: VenueOrder): number {
  const leftPrice = left.request.price ?? price(0);
  const rightPrice = right.request.price ?? price(0);
  if (left.request.side === right.request.side && !leftPrice.eq(rightPrice)) {
    return left.request.side === 'BUY' ? rightPrice.comparedTo(leftPrice) : leftPrice.comparedTo(rightPrice);
  }
  return left.orderId - right.orderId;
}

/** A plain trigger fires at its price. With a trailing delta the price only begins the trailing (at once without one), and the way back fires. */
function hasFired(
  draft: VenueDraft,
  order: VenueOrder,
  now: { readonly lastPrice: Price; readonly extremes: Map<number, Price> },
): boolean {
  const { request, orderId } = order;
  const { lastPrice, extremes } = now;
  const isAt = request.stopPrice === undefined || hasReached(request, lastPrice, request.stopPrice);
  if (request.trailingDelta === undefined) return isAt;
  if (order.trailingSince === -1) {
    if (!isAt) return false;
    draft.push({ kind: 'trailing-began', at: draft.at, orderId, price: lastPrice });
    extremes.set(orderId, lastPrice);
    return false;
  }
  const extreme = extremeAfter(order, extremes.get(orderId) ?? order.trailingExtreme ?? lastPrice, lastPrice);
  extremes.set(orderId, extreme);
  const bound = extreme.times(BASIS_POINTS + (request.side === 'SELL' ? -1 : 1) * request.trailingDelta).div(BASIS_POINTS);
  return request.side === 'SELL' ? lastPrice.lte(bound) : lastPrice.gte(bound);
}

/** Sells trail the highest price, purchases the lowest. */
export function extremeAfter({ request }: VenueOrder, extreme: Price, lastPrice: Price): Price {
  return (request.side === 'SELL' ? lastPrice.gt(extreme) : lastPrice.lt(extreme)) ? lastPrice : extreme;
}

function hasReached(request: VenueOrder['request'], lastPrice: Price, stopPrice: Price): boolean {
  return triggerDirection(request) === 'up' ? lastPrice.gte(stopPrice) : lastPrice.lte(stopPrice);
}

/** The other leg ends first, then the order becomes a market or a limit order; what is not acceptable any more expires as REJECTED. */
function trigger(draft: VenueDraft, order: VenueOrder): void {
  const { orderId, quantity: amount } = order;
  expireOtherLeg(draft, order);
  draft.push({ kind: 'triggered', ...draft.stamp(orderId) });
  const becomes = triggeredRequest(order);
  const isUnpayable = becomes.type === 'MARKET' && isBeyondFunds(draft, becomes, fundsBeyondOwn(draft, becomes, amount));
  if (isUnpayable || refusalByFilters(draft, becomes, { quantity: amount, orderId }) !== null) expire(draft, orderId, 'REJECTED');
  else takeLiquidity(draft, orderId);
  settleLists(draft);
}

function triggeredRequest({ request, quantity: amount }: VenueOrder): VenueOrder['request'] {
  const { symbol, side, price: limit, timeInForce } = request;
  return limit === undefined
    ? { symbol, side, type: 'MARKET', quantity: amount }
    : { symbol, side, type: 'LIMIT', quantity: amount, price: limit, timeInForce };
}

/** A sale holds its coins already; a purchase at market price has given up its lock and needs what the book asks. */
function fundsBeyondOwn(draft: VenueDraft, request: VenueOrder['request'], amount: Quantity): Quantity {
  return request.side === 'SELL' ? quantity(0) : fundsNeeded(draft, request, amount);
}
