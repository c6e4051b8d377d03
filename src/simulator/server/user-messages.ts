import type { NumberedEvent } from '../venue/venue-event-log.ts';
import { contingencyOf } from '../venue/venue-order.ts';
import { amountText, optionalAmount, type WireObject } from './wire-order.ts';

const NONE = '0.00000000';

/** An event of the account as its stream tells it. */
export function userMessage(event: NumberedEvent): WireObject {
  switch (event.kind) {
    case 'execution':
      return executionReport(event);
    case 'list-status':
      return {
        e: 'listStatus',
        E: event.at,
        s: event.list.symbol,
        g: event.list.orderListId,
        c: contingencyOf(event.list),
        l: event.list.listStatusType,
        L: event.list.listOrderStatus,
        r: 'NONE',
        C: event.list.listClientOrderId,
        T: event.at,
        O: event.orders.map(({ orderId, clientOrderId }) => ({ s: event.list.symbol, i: orderId, c: clientOrderId })),
      };
    case 'account-position':
      return {
        e: 'outboundAccountPosition',
        E: event.at,
        u: event.at,
        B: event.balances.map(({ asset, free, locked }) => ({ a: asset, f: amountText(free), l: amountText(locked) })),
      };
    case 'balance-update':
      return { e: 'balanceUpdate', E: event.at, a: event.asset, d: amountText(event.delta), T: event.at };
    case 'external-lock':
      return { e: 'externalLockUpdate', E: event.at, a: event.asset, d: amountText(event.delta), T: event.at };
  }
}

function executionReport(event: NumberedEvent & { readonly kind: 'execution' }): WireObject {
  const { order, trade } = event;
  const { request } = order;
  return {
    e: 'executionReport',
    E: event.at,
    s: request.symbol,
    c: event.clientOrderId,
    S: request.side,
    o: request.type,
    f: request.timeInForce ?? 'GTC',
    q: amountText(order.quantity),
    p: optionalAmount(request.price),
    P: optionalAmount(request.stopPrice),
    F: optionalAmount(request.icebergQty),
    g: order.orderListId,
    C: event.originalClientOrderId,
    x: event.executionType,
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: trade === null ? NONE : amountText(trade.quantity),
    z: amountText(order.executedQuantity),
    L: trade === null ? NONE : amountText(trade.price),
    n: trade === null ? '0' : amountText(trade.fee.quantity),
    N: trade === null ? null : trade.fee.asset,
    T: event.at,
    t: trade === null ? -1 : trade.id,
    I: event.executionId,
    w: event.isOnBook,
    m: trade?.isMaker ?? false,
    M: trade !== null,
    O: order.placedAt,
    Z: amountText(order.cumulativeQuote),
    Y: trade === null ? NONE : amountText(trade.quote),
    Q: optionalAmount(request.quoteOrderQty),
    ...(order.isWorking ? { W: order.workingTime } : {}),
    V: order.selfTradePreventionMode,
    ...conditionalMembers(event),
  };
}

/** What only some orders have. */
function conditionalMembers({ order, prevention }: NumberedEvent & { readonly kind: 'execution' }): WireObject {
  const { request } = order;
  return {
    ...(request.trailingDelta === undefined ? {} : { d: request.trailingDelta, D: order.trailingSince }),
    ...(request.strategyId === undefined ? {} : { j: request.strategyId }),
    ...(request.strategyType === undefined ? {} : { J: request.strategyType }),
    ...(prevention === null
      ? {}
      : {
          v: prevention.preventedMatchId,
          A: amountText(order.preventedQuantity),
          B: amountText(prevention.lastPreventedQuantity),
          u: 1,
          U: prevention.counterOrderId,
          Cs: request.symbol,
        }),
    ...(order.expiryReason === null ? {} : { eR: order.expiryReason }),
  };
}
