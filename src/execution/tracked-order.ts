import { add, largest, notional, type Quantity, type QuoteAmount, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { invariant } from '../domain/invariant.ts';
import { canTransition, isTerminal, type ListMembership, type OrderIntent, type OrderState } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';

/** One of our own orders, as the journal knows it. */
export interface TrackedOrder {
  readonly intent: OrderIntent;
  readonly state: OrderState;
  readonly intendedAt: EpochMs;
  /** The newest fill of the market that was booked before the order was intended: its own fills have later ids. */
  readonly fillIdBefore: string | null;
  /** What its booked fills add up to. */
  readonly bookedQuantity: Quantity;
  /** What they were worth, commissions aside. */
  readonly bookedQuote: QuoteAmount;
}

/**
 * False for what says nothing new: a repeat of the same state, an open order with no more filled than is known, and anything
 * about an order that has ended (its late fills are booked by their own ids).
 */
export function isStateNews(from: OrderState, to: OrderState): boolean {
  if (isTerminal(from.tag)) return false;
  // A stream may tell that an exit works before the answer to its list says that it waits.
  if (from.tag === 'open' && to.tag === 'pending') return false;
  if (from.tag !== to.tag) return true;
  return from.tag === 'open' && to.tag === 'open' && to.filledQuantity.gt(from.filledQuantity);
}

/** @throws InvariantError for a step that the transition table does not know. */
export function withOrderState(order: TrackedOrder, state: OrderState): TrackedOrder {
  if (!isStateNews(order.state, state)) return order;
  invariant(
    canTransition(order.state.tag, state.tag),
    `order ${order.intent.clientOrderId} cannot go from ${order.state.tag} to ${state.tag}`,
  );
  return { ...order, state };
}

/** True for the exits of a list: they wait for their entry, and what it received is what they sell. */
export function isSizedByExchange(list: ListMembership | undefined): boolean {
  return list !== undefined && list.waitsFor !== null;
}

/** What the order is for in all: as it was sent, or as the exchange sized it. */
function orderedQuantityOf({ intent, state }: TrackedOrder): Quantity {
  const sized = state.tag === 'open' ? state.quantity : undefined;
  return sized ?? intent.request.order.quantity;
}

/** What is filled for all that is known: by the exchange's report or by booked fills, whichever says more. */
export function filledQuantityOf(order: TrackedOrder): Quantity {
  return 'filledQuantity' in order.state ? largest(order.bookedQuantity, order.state.filledQuantity) : order.bookedQuantity;
}

export function remainingQuantityOf(order: TrackedOrder): Quantity {
  return largest(ZERO_QUANTITY, subtract(orderedQuantityOf(order), filledQuantityOf(order)));
}

/** True when the exchange said that more was filled than is booked. */
export function areFillsMissing(order: TrackedOrder): boolean {
  return filledQuantityOf(order).gt(order.bookedQuantity);
}

/** True while nobody knows whether the exchange has the order. */
export function isInDoubt(order: TrackedOrder): boolean {
  return order.state.tag === 'planned' || order.state.tag === 'submitted' || order.state.tag === 'outcome-unknown';
}

export function withBookedFill(order: TrackedOrder, fill: Fill): TrackedOrder {
  return {
    ...order,
    bookedQuantity: add(order.bookedQuantity, fill.quantity),
    bookedQuote: add(order.bookedQuote, notional(fill.price, fill.quantity)),
  };
}
