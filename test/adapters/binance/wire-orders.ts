import { price, quantity } from '../../../src/domain/decimal.ts';
import type { ExchangeRequest, ExitTargetOrder, LimitOrder, OrderRequest, StopOrder } from '../../../src/domain/order.ts';
import type { OrderListRequest } from '../../../src/domain/order-list.ts';
import { NOW } from './live-rig.ts';

export type WireObject = Readonly<Record<string, unknown>>;

const SYMBOL = 'ETHUSDT';

export const ENTRY: LimitOrder = {
  clientOrderId: 'stw-P1-ETHUSDT-e1-3',
  symbol: SYMBOL,
  side: 'buy',
  quantity: quantity('0.4771'),
  type: 'limit',
  price: price('2512.4'),
  timeInForce: 'ioc',
};

export const STOP: StopOrder = {
  clientOrderId: 'stw-P1-ETHUSDT-s1-3',
  symbol: SYMBOL,
  side: 'sell',
  quantity: quantity('0.4766'),
  type: 'stop-loss',
  stopPrice: price('2437'),
};

export const STOP_LIMIT: StopOrder = {
  ...STOP,
  type: 'stop-loss-limit',
  stopPrice: price('2437'),
  price: price('2400.000001'),
  timeInForce: 'gtc',
};

export const TARGET: ExitTargetOrder = {
  clientOrderId: 'stw-P1-ETHUSDT-t1-3',
  symbol: SYMBOL,
  side: 'sell',
  quantity: quantity('0.4766'),
  type: 'take-profit',
  stopPrice: price('2700'),
};

export const LIST_ID = 'stw-P1-ETHUSDT-l1-3';
export const ENTRY_WITH_STOP: OrderListRequest = {
  kind: 'entry-with-exits',
  listId: LIST_ID,
  entry: ENTRY,
  stop: STOP,
  target: null,
};
export const ENTRY_WITH_BOTH: OrderListRequest = { ...ENTRY_WITH_STOP, target: TARGET };
export const STOP_WITH_TARGET: OrderListRequest = { kind: 'stop-with-target', listId: LIST_ID, stop: STOP, target: TARGET };

export const OLD_STOP_ID = 'stw-P0-ETHUSDT-s1-3';
export const REPLACEMENT: {
  readonly cancel: { readonly symbol: 'ETHUSDT'; readonly clientOrderId: string };
  readonly place: ExchangeRequest;
} = {
  cancel: { symbol: SYMBOL, clientOrderId: OLD_STOP_ID },
  place: { kind: 'order', order: STOP },
};

const WIRE_TYPES = {
  market: 'MARKET',
  limit: 'LIMIT',
  'stop-loss': 'STOP_LOSS',
  'stop-loss-limit': 'STOP_LOSS_LIMIT',
  'take-profit': 'TAKE_PROFIT',
} as const;

/** A resting order as the exchange reports it in full. */
export function wireOrder(order: OrderRequest, changes: WireObject = {}): WireObject {
  return {
    symbol: order.symbol,
    orderId: ORDER_NUMBERS.get(order.clientOrderId) ?? 30,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: NOW,
    price: 'price' in order ? order.price.toFixed(8) : '0.00000000',
    origQty: order.quantity.toFixed(8),
    executedQty: '0.00000000',
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: '0.00000000',
    status: 'NEW',
    timeInForce: 'timeInForce' in order ? order.timeInForce.toUpperCase() : 'GTC',
    type: WIRE_TYPES[order.type],
    side: order.side.toUpperCase(),
    ...('stopPrice' in order ? { stopPrice: order.stopPrice.toFixed(8) } : {}),
    workingTime: -1,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    fills: [],
    ...changes,
  };
}

const ORDER_NUMBERS = new Map([
  [ENTRY.clientOrderId, 27],
  [STOP.clientOrderId, 28],
  [TARGET.clientOrderId, 29],
]);

export function filledEntry(changes: WireObject = {}): WireObject {
  return wireOrder(ENTRY, {
    executedQty: '0.47710000',
    cummulativeQuoteQty: '1198.66604000',
    status: 'FILLED',
    workingTime: NOW,
    fills: [
      { price: '2512.40000000', qty: '0.37710000', commission: '0.00037710', commissionAsset: 'ETH', tradeId: 91 },
      { price: '2512.39000000', qty: '0.10000000', commission: '0.00010000', commissionAsset: 'ETH', tradeId: 92 },
    ],
    ...changes,
  });
}

/** An exit that waits for its entry: its quantity is not told. */
export function pendingExit(order: OrderRequest, changes: WireObject = {}): WireObject {
  const { origQty: _unknown, ...report } = wireOrder(order, { status: 'PENDING_NEW', ...changes });
  return report;
}

/** A list as the exchange answers to it. */
export function wireList(reports: readonly WireObject[], changes: WireObject = {}): WireObject {
  return {
    orderListId: 7,
    contingencyType: 'OTO',
    listStatusType: 'EXEC_STARTED',
    listOrderStatus: 'EXECUTING',
    listClientOrderId: LIST_ID,
    transactionTime: NOW,
    symbol: SYMBOL,
    orders: reports.map(({ symbol, orderId, clientOrderId }) => ({ symbol, orderId, clientOrderId })),
    orderReports: reports.map((report) => ({ ...report, orderListId: 7 })),
    ...changes,
  };
}

/** The old stop as the answer to its cancellation tells it. */
export function cancelledStop(changes: WireObject = {}): WireObject {
  return wireOrder(STOP, {
    orderId: 11,
    origClientOrderId: OLD_STOP_ID,
    clientOrderId: 'jx5Gq0dT1mQx2Zk8fV3bRn',
    status: 'CANCELED',
    ...changes,
  });
}
