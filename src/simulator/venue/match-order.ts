import { type Price, price, type Quantity, quantity, quoteAmount, smallest, ZERO_QUANTITY } from '../../domain/decimal.ts';
import { commissionOf, DISCOUNT_ASSET, DISCOUNT_SYMBOL } from '../commission.ts';
import { preventSelfTrade } from './prevent-self-trade.ts';
import type { BookLevel } from './venue-book.ts';
import type { VenueDraft } from './venue-draft.ts';
import type { VenueFact } from './venue-fact.ts';
import { availableOf, type ExpiryReason, hasLimit, type VenueOrder, type VenueSide } from './venue-order.ts';
import type { VenueSymbol } from './venue-symbol.ts';

/**
 * Lets a working order take what it can at once: level by level from the best on, one trade for each, never beyond its limit. What is
 * left rests (a GTC limit order) or expires with its reason. Own resting orders are met at their price, before the book's level there.
 */
export function takeLiquidity(draft: VenueDraft, orderId: number): void {
  const order = draft.order(orderId);
  const fault = draft.takerFault;
  if (fault !== null && 'expire' in fault) {
    expire(draft, orderId, fault.expire);
    return;
  }
  const levels = [...draft.levels(order.request.symbol, order.request.side)];
  if (order.request.timeInForce === 'FOK' && !fillsWholly(order, levels)) {
    expire(draft, orderId, 'UNFILLED_FOK_ORDER_EXPIRED');
    return;
  }
  const leave = fault === null ? ZERO_QUANTITY : leftBy(fault.fractionMax, order, draft.symbol(order.request.symbol));
  const isInRange = priceRangeOf(draft, order);
  for (;;) {
    if (!draft.isOpen(orderId)) return;
    const wanted = quantity(availableOf(draft.order(orderId)).minus(leave));
    if (wanted.lte(0)) break;
    const [level] = levels;
    const own = bestOwnOrder(draft, order, level);
    const at = own?.request.price ?? level?.price;
    if (at === undefined || !acceptsPrice(order, at)) break;
    if (!isInRange(at)) {
      expire(draft, orderId, 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED');
      return;
    }
    if (own !== null) meetOwnOrder(draft, orderId, own.orderId, at);
    else if (level !== undefined) {
      const taken = smallest(wanted, level.quantity);
      trade(draft, orderId, { price: at, quantity: taken, isMaker: false, against: 'book' });
      if (taken.eq(level.quantity)) levels.shift();
      else levels[0] = { ...level, quantity: quantity(level.quantity.minus(taken)) };
    }
  }
  const reason = restReason(order);
  if (draft.isOpen(orderId) && reason !== null) expire(draft, orderId, reason);
}

/** Fills a resting order at its own price with what a public trade brings. */
export function fillResting(draft: VenueDraft, orderId: number, tickQuantity: Quantity): void {
  const order = draft.order(orderId);
  const at = order.request.price;
  const filled = smallest(availableOf(order), floored(tickQuantity, draft.symbol(order.request.symbol)));
  if (at === undefined || filled.lte(0)) return;
  trade(draft, orderId, { price: at, quantity: filled, isMaker: true, against: 'tape' });
}

export function expire(draft: VenueDraft, orderId: number, reason: ExpiryReason): void {
  draft.push({ kind: 'closed', ...draft.stamp(orderId), closing: { status: 'EXPIRED', reason } });
}

/** True when an order of this side and price would take at once: from the book or from an own order. */
export function wouldTake(draft: VenueDraft, request: VenueOrder['request']): boolean {
  const [level] = draft.levels(request.symbol, request.side);
  const own = bestOwnOrder(draft, { request }, level);
  const best = own?.request.price ?? level?.price;
  return best !== undefined && request.price !== undefined && acceptsPrice({ request }, best);
}

/** What taking `amount` from the book would cost; what it does not hold is judged at its last price. */
export function costOfTaking(levels: readonly BookLevel[], amount: Quantity, fallback: Price): Quantity {
  let left = amount;
  let cost = quantity(0);
  let last = fallback;
  for (const level of levels) {
    const taken = smallest(left, level.quantity);
    cost = quantity(cost.plus(taken.times(level.price)));
    left = quantity(left.minus(taken));
    last = level.price;
  }
  return quantity(cost.plus(left.times(last)));
}

/** The base quantity whose purchase or sale comes closest to `amount` from below, in whole steps. */
export function quantityForAmount(levels: readonly BookLevel[], amount: Quantity, symbol: VenueSymbol): Quantity {
  let left = amount;
  let sum = ZERO_QUANTITY;
  for (const level of levels) {
    const taken = smallest(level.quantity, quantity(left.div(level.price)));
    sum = quantity(sum.plus(taken));
    left = quantity(left.minus(taken.times(level.price)));
  }
  const last = levels.at(-1);
  if (last !== undefined && left.gt(0)) sum = quantity(sum.plus(left.div(last.price)));
  return floored(sum, symbol);
}

export function floored(amount: Quantity, { filters, baseAssetPrecision }: VenueSymbol): Quantity {
  const { stepSize } = filters.lotSize;
  return quantity(
    stepSize.isZero() ? amount.toDecimalPlaces(baseAssetPrecision, 1) : amount.div(stepSize).floor().times(stepSize),
  );
}

function leftBy(fractionMax: number, order: VenueOrder, symbol: VenueSymbol): Quantity {
  const available = availableOf(order);
  return quantity(available.minus(floored(quantity(available.times(fractionMax)), symbol)));
}

function fillsWholly(order: VenueOrder, levels: readonly BookLevel[]): boolean {
  const within = levels.filter((level) => acceptsPrice(order, level.price));
  return within.reduce((sum, level) => quantity(sum.plus(level.quantity)), ZERO_QUANTITY).gte(availableOf(order));
}

function acceptsPrice({ request }: Pick<VenueOrder, 'request'>, at: Price): boolean {
  if (!hasLimit(request.type) || request.price === undefined) return true;
  return request.side === 'BUY' ? at.lte(request.price) : at.gte(request.price);
}

/** The limits are set when the taker begins: multiples of the reference price then. Without one nothing is enforced. */
function priceRangeOf(draft: VenueDraft, { request }: VenueOrder): (at: Price) => boolean {
  const { priceRange, referencePrice } = draft.symbol(request.symbol);
  if (priceRange === null || referencePrice === null) return () => true;
  const [up, down] =
    request.side === 'BUY'
      ? [priceRange.bidLimitMultUp, priceRange.bidLimitMultDown]
      : [priceRange.askLimitMultUp, priceRange.askLimitMultDown];
  return (at) => at.lte(referencePrice.times(up)) && at.gte(referencePrice.times(down));
}

/** The account's own resting order that a taker meets before `level`: the best price, then the oldest. */
function bestOwnOrder(
  draft: VenueDraft,
  { request }: Pick<VenueOrder, 'request'>,
  level: BookLevel | undefined,
): VenueOrder | null {
  const opposite: VenueSide = request.side === 'BUY' ? 'SELL' : 'BUY';
  let best: VenueOrder | null = null;
  for (const order of draft.state.openOrders.values()) {
    const at = order.request.price;
    if (order.request.symbol !== request.symbol || order.request.side !== opposite || !order.isWorking || at === undefined)
      continue;
    // Trades and prevented matches together may have left nothing of it: there is nothing to meet, however often it is met.
    if (availableOf(order).isZero()) continue;
    const isBefore = (other: Price): boolean => (request.side === 'BUY' ? at.lt(other) : at.gt(other));
    if (level !== undefined && !isBefore(level.price) && !at.eq(level.price)) continue;
    if (best?.request.price === undefined || isBefore(best.request.price)) best = order;
  }
  return best;
}

function meetOwnOrder(draft: VenueDraft, takerId: number, makerId: number, at: Price): void {
  if (preventSelfTrade(draft, { takerId, makerId, price: at }) === 'prevented') return;
  const both = smallest(availableOf(draft.order(takerId)), availableOf(draft.order(makerId)));
  trade(draft, makerId, { price: at, quantity: both, isMaker: true, against: 'own-order' });
  trade(draft, takerId, { price: at, quantity: both, isMaker: false, against: 'own-order' });
}

function restReason({ request }: VenueOrder): ExpiryReason | null {
  if (!hasLimit(request.type)) return 'INSUFFICIENT_LIQUIDITY';
  if (request.timeInForce === 'IOC') return 'UNFILLED_IOC_QUANTITY_EXPIRED';
  return request.timeInForce === 'FOK' ? 'UNFILLED_FOK_ORDER_EXPIRED' : null;
}

interface Execution {
  readonly price: Price;
  readonly quantity: Quantity;
  readonly isMaker: boolean;
  readonly against: (VenueFact & { readonly kind: 'traded' })['against'];
}

function trade(draft: VenueDraft, orderId: number, execution: Execution): void {
  const { symbol } = draft.order(orderId).request;
  draft.push({
    kind: 'traded',
    ...draft.stamp(orderId),
    tradeId: (draft.state.lastTradeIds.get(symbol) ?? 0) + 1,
    ...execution,
    quote: quoteAmount(execution.price.times(execution.quantity)),
    fee: feeOf(draft, draft.order(orderId), execution),
  });
}

/** BNB that can pay is what is free, what this very trade buys of it included. */
function feeOf(draft: VenueDraft, { request }: VenueOrder, execution: Execution) {
  const { baseAsset, baseAssetPrecision } = draft.symbol(request.symbol);
  const coinPrice = draft.world.fees.paidIn === 'bnb' ? draft.lastPrice(DISCOUNT_SYMBOL) : null;
  const free = coinPrice === null ? ZERO_QUANTITY : draft.balance(DISCOUNT_ASSET).free;
  const buysCoin = request.symbol === DISCOUNT_SYMBOL && request.side === 'BUY';
  return commissionOf(
    {
      side: request.side === 'BUY' ? 'buy' : 'sell',
      instrument: { baseAsset, basePrecision: baseAssetPrecision },
      price: execution.price,
      quantity: execution.quantity,
      role: execution.isMaker ? 'maker' : 'taker',
      discountCoin:
        coinPrice === null ? null : { price: price(coinPrice), free: buysCoin ? quantity(free.plus(execution.quantity)) : free },
    },
    draft.world.fees,
  );
}
