import { quantity, quoteAmount, ZERO_QUANTITY, ZERO_QUOTE } from '../../domain/decimal.ts';
import { type Asset, baseAssetOf } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { VenueFact } from './venue-fact.ts';
import { hasLimit, type VenueList, type VenueOrder } from './venue-order.ts';

/** The order after a fact about it; the same for the open orders here and for the history. */
export function orderAfter(order: VenueOrder, fact: VenueFact): VenueOrder {
  const changed = { ...order, updatedAt: fact.at };
  switch (fact.kind) {
    case 'activated':
      return { ...changed, ...phaseOf(fact.phase, fact.at), quantity: fact.quantity, lockPrice: fact.lockPrice };
    case 'trailing-began':
      return { ...changed, trailingSince: fact.at, trailingExtreme: fact.price };
    case 'triggered':
      // A triggered market order pays what it finds, so it holds no cash at a price any more.
      return {
        ...changed,
        isWorking: true,
        workingTime: fact.at,
        lockPrice: hasLimit(order.request.type) ? order.lockPrice : null,
      };
    case 'traded': {
      const executedQuantity = quantity(order.executedQuantity.plus(fact.quantity));
      const keepsBase = order.request.side === 'BUY';
      const fee = keepsBase && isBaseOf(order, fact.fee.asset) ? fact.fee.quantity : ZERO_QUANTITY;
      return {
        ...changed,
        executedQuantity,
        cumulativeQuote: quoteAmount(order.cumulativeQuote.plus(fact.quote)),
        receivedBase: keepsBase ? quantity(order.receivedBase.plus(fact.quantity).minus(fee)) : order.receivedBase,
        status: executedQuantity.gte(order.quantity) ? 'FILLED' : 'PARTIALLY_FILLED',
      };
    }
    case 'prevented':
      return {
        ...changed,
        preventedQuantity: quantity(order.preventedQuantity.plus(fact.quantity)),
        preventedMatchId: fact.preventedMatchId,
      };
    case 'closed':
      return {
        ...changed,
        status: fact.closing.status,
        isWorking: false,
        expiryReason: fact.closing.status === 'EXPIRED' ? fact.closing.reason : null,
      };
    case 'amended':
      return { ...changed, quantity: fact.quantity, clientOrderId: fact.newClientOrderId, amendments: order.amendments + 1 };
    default:
      return order;
  }
}

function isBaseOf({ request }: VenueOrder, asset: Asset): boolean {
  return baseAssetOf(request.symbol) === asset;
}

function phaseOf(
  phase: 'working' | 'waiting' | 'pending',
  at: EpochMs,
): Pick<VenueOrder, 'status' | 'isWorking' | 'workingTime'> {
  return phase === 'working'
    ? { status: 'NEW', isWorking: true, workingTime: at }
    : { status: phase === 'pending' ? 'PENDING_NEW' : 'NEW', isWorking: false, workingTime: -1 };
}

export function placedOrder(fact: VenueFact & { readonly kind: 'placed' }): VenueOrder {
  return {
    orderId: fact.orderId,
    orderListId: fact.orderListId,
    clientOrderId: fact.clientOrderId,
    request: fact.request,
    selfTradePreventionMode: fact.selfTradePreventionMode,
    quantity: fact.quantity,
    executedQuantity: ZERO_QUANTITY,
    cumulativeQuote: ZERO_QUOTE,
    preventedQuantity: ZERO_QUANTITY,
    preventedMatchId: null,
    ...phaseOf(fact.phase, fact.at),
    placedAt: fact.at,
    updatedAt: fact.at,
    trailingSince: -1,
    trailingExtreme: null,
    lockPrice: fact.lockPrice,
    expiryReason: null,
    amendments: 0,
    receivedBase: ZERO_QUANTITY,
  };
}

export function placedList(fact: VenueFact & { readonly kind: 'list-placed' }): VenueList {
  const { orderListId, listKind, listClientOrderId, symbol, workingOrderId, otherOrderIds, at } = fact;
  return {
    orderListId,
    kind: listKind,
    listClientOrderId,
    symbol,
    workingOrderId,
    otherOrderIds,
    listStatusType: 'EXEC_STARTED',
    listOrderStatus: 'EXECUTING',
    transactionTime: at,
  };
}
