import { type DecimalText, decimalText, notional } from '../domain/decimal.ts';
import { encode } from '../domain/encoded.ts';
import type { Fill } from '../domain/fill.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import { baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { ClientOrderId, OrderIntent, OrderState } from '../domain/order.ts';
import type { OrderReport } from '../ports/exchange.ts';
import { isSizedByExchange, isStateNews, type TrackedOrder } from './tracked-order.ts';

/** The commission of a fill in quote; null where no price for its coin is known. */
export type ValueFee = (fill: Fill) => DecimalText | null;

/** Values a commission taken in quote or in the coin that was traded; null for a third coin (BNB), which needs a price. */
export function feeValueFromFill(fill: Fill): DecimalText | null {
  const { asset, quantity } = fill.fee;
  if (asset === QUOTE_ASSET) return decimalText(quantity);
  if (asset === baseAssetOf(fill.symbol)) return decimalText(notional(fill.price, quantity));
  return quantity.isZero() ? '0' : null;
}

export function fillBookedFact(
  fill: Fill,
  reason: FactOf<'fill-booked'>['reason'],
  valueFee: ValueFee = feeValueFromFill,
): FactOf<'fill-booked'> {
  return { kind: 'fill-booked', fill: encode(fill), feeValue: valueFee(fill), reason };
}

export function orderChangedFact(clientOrderId: ClientOrderId, state: OrderState): FactOf<'order-changed'> {
  return { kind: 'order-changed', clientOrderId, state: encode(state) };
}

/** What a report says of one of our orders. Of an order that waited in a list it also tells the quantity that the exchange gave it. */
export function orderStateOf(report: OrderReport, { list }: Pick<OrderIntent, 'list'>): OrderState {
  const { exchangeOrderId, filledQuantity } = report;
  switch (report.status) {
    case 'pending':
      return { tag: 'pending', exchangeOrderId };
    case 'open': {
      const open = { tag: 'open', exchangeOrderId, filledQuantity } as const;
      return isSizedByExchange(list) ? { ...open, quantity: report.request.quantity } : open;
    }
    case 'filled':
      return { tag: 'filled', exchangeOrderId, filledQuantity };
    case 'cancelled':
      return { tag: 'cancelled', exchangeOrderId, filledQuantity };
    case 'expired':
      return { tag: 'expired', exchangeOrderId, filledQuantity, expiryReason: report.expiryReason ?? 'none given' };
  }
}

/**
 * The facts that lead an order from where it stands to `state` by allowed steps; none when that is nothing new.
 * An order still `planned` is first said to be submitted, since only what was sent can have a state on the exchange.
 */
export function stateFacts(order: TrackedOrder, state: OrderState): readonly FactOf<'order-changed'>[] {
  if (!isStateNews(order.state, state)) return [];
  const { clientOrderId } = order.intent;
  const change = orderChangedFact(clientOrderId, state);
  const sentUnsaid = order.state.tag === 'planned' && state.tag !== 'submitted' && state.tag !== 'abandoned';
  if (!sentUnsaid) return [change];
  const sentAt = state.tag === 'outcome-unknown' ? state.sentAt : order.intendedAt;
  return [orderChangedFact(clientOrderId, { tag: 'submitted', sentAt }), change];
}
