import type { Decimal } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { VenueAmendment, VenueTrade } from '../venue/venue-history.ts';
import { contingencyOf, isContingent, orderIdsOf, type VenueList, type VenueOrder } from '../venue/venue-order.ts';

/** An object of the wire, its members in the exchange's order. */
export type WireObject = Readonly<Record<string, unknown>>;

/** An amount as the exchange writes it: plain notation with eight places. */
export function amountText(amount: Decimal): string {
  return amount.toFixed(8);
}

const NONE = '0.00000000';

export function optionalAmount(amount: Decimal | undefined): string {
  return amount === undefined ? NONE : amountText(amount);
}

/** What placements, cancels and queries of an order tell in common. */
function commonPart(order: VenueOrder): WireObject {
  const { request } = order;
  return {
    price: optionalAmount(request.price),
    origQty: amountText(order.quantity),
    executedQty: amountText(order.executedQuantity),
    origQuoteOrderQty: optionalAmount(request.quoteOrderQty),
    cummulativeQuoteQty: amountText(order.cumulativeQuote),
    status: order.status,
    timeInForce: request.timeInForce ?? 'GTC',
    type: request.type,
    side: request.side,
  };
}

function conditionalPart(order: VenueOrder): WireObject {
  const { request } = order;
  return {
    ...(request.trailingDelta === undefined ? {} : { trailingDelta: request.trailingDelta, trailingTime: order.trailingSince }),
    ...(request.strategyId === undefined ? {} : { strategyId: request.strategyId }),
    ...(request.strategyType === undefined ? {} : { strategyType: request.strategyType }),
    ...(order.preventedMatchId === null
      ? {}
      : { preventedMatchId: order.preventedMatchId, preventedQuantity: amountText(order.preventedQuantity) }),
    ...(order.expiryReason === null ? {} : { expiryReason: order.expiryReason }),
  };
}

function idsOf(order: VenueOrder): WireObject {
  return {
    symbol: order.request.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
  };
}

/** The ACK answer to a placement. */
export function acknowledgement(order: VenueOrder): WireObject {
  return { ...idsOf(order), transactTime: order.placedAt };
}

/** The RESULT answer to a placement; a report inside an order list. */
export function placementReport(order: VenueOrder, transactTime: EpochMs = order.updatedAt): WireObject {
  const { request } = order;
  return {
    ...idsOf(order),
    transactTime,
    ...commonPart(order),
    ...(isContingent(request.type) && request.stopPrice !== undefined ? { stopPrice: amountText(request.stopPrice) } : {}),
    ...(request.icebergQty === undefined ? {} : { icebergQty: amountText(request.icebergQty) }),
    ...conditionalPart(order),
    workingTime: order.workingTime,
    selfTradePreventionMode: order.selfTradePreventionMode,
  };
}

/** The FULL answer to a placement. */
export function fullReport(order: VenueOrder, trades: readonly VenueTrade[]): WireObject {
  const fills = trades.map((trade) => ({
    price: amountText(trade.price),
    qty: amountText(trade.quantity),
    commission: amountText(trade.fee.quantity),
    commissionAsset: trade.fee.asset,
    tradeId: trade.id,
  }));
  return { ...placementReport(order), fills };
}

/** The answer to a cancel: `clientOrderId` is the cancel's own. */
export function cancelReport(order: VenueOrder, cancelId: string): WireObject {
  const { symbol, ...rest } = placementReport(order);
  return { symbol, origClientOrderId: order.clientOrderId, ...rest, clientOrderId: cancelId };
}

/** The answer to a question about an order. */
export function orderRow(order: VenueOrder): WireObject {
  const { request } = order;
  return {
    ...idsOf(order),
    ...commonPart(order),
    stopPrice: optionalAmount(request.stopPrice),
    icebergQty: optionalAmount(request.icebergQty),
    time: order.placedAt,
    updateTime: order.updatedAt,
    isWorking: order.isWorking,
    ...conditionalPart(order),
    workingTime: order.workingTime,
    selfTradePreventionMode: order.selfTradePreventionMode,
  };
}

export function tradeRow(trade: VenueTrade): WireObject {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    orderListId: trade.orderListId,
    price: amountText(trade.price),
    qty: amountText(trade.quantity),
    quoteQty: amountText(trade.quote),
    commission: amountText(trade.fee.quantity),
    commissionAsset: trade.fee.asset,
    time: trade.at,
    isBuyer: trade.isBuyer,
    isMaker: trade.isMaker,
    isBestMatch: true,
  };
}

/** An order list without the reports of its orders. */
export function listHead(list: VenueList, orderOf: (orderId: number) => VenueOrder): WireObject {
  return {
    orderListId: list.orderListId,
    contingencyType: contingencyOf(list),
    listStatusType: list.listStatusType,
    listOrderStatus: list.listOrderStatus,
    listClientOrderId: list.listClientOrderId,
    transactionTime: list.transactionTime,
    symbol: list.symbol,
    orders: orderIdsOf(list).map((orderId) => ({
      symbol: list.symbol,
      orderId,
      clientOrderId: orderOf(orderId).clientOrderId,
    })),
  };
}

export function amendmentRow(amendment: VenueAmendment): WireObject {
  return {
    symbol: amendment.symbol,
    orderId: amendment.orderId,
    executionId: amendment.executionId,
    origClientOrderId: amendment.origClientOrderId,
    newClientOrderId: amendment.newClientOrderId,
    origQty: amountText(amendment.origQty),
    newQty: amountText(amendment.newQty),
    time: amendment.at,
  };
}
