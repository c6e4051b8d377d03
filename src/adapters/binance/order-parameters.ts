import type { Decimal } from '../../domain/decimal.ts';
import { invariant } from '../../domain/invariant.ts';
import type { OrderRequest, OrderSide, OrderType, TimeInForce } from '../../domain/order.ts';
import type { Parameters } from './signed-client.ts';

/** The types that Steward sends, as the exchange calls them. */
export const WIRE_ORDER_TYPES: Readonly<Record<OrderType, string>> = {
  market: 'MARKET',
  limit: 'LIMIT',
  'stop-loss': 'STOP_LOSS',
  'stop-loss-limit': 'STOP_LOSS_LIMIT',
  'take-profit': 'TAKE_PROFIT',
};

export const WIRE_SIDES: Readonly<Record<OrderSide, string>> = { buy: 'BUY', sell: 'SELL' };

export const WIRE_TIMES_IN_FORCE: Readonly<Record<TimeInForce, string>> = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK' };

/** What the exchange takes for a decimal. */
const PLAIN_DECIMAL = /^\d{1,20}(\.\d{1,20})?$/;

/** A decimal as it may leave this process. @throws InvariantError for a negative, an infinite or an endless one: nothing is sent then. */
export function plainDecimal(value: Decimal): string {
  const text = value.toFixed();
  invariant(PLAIN_DECIMAL.test(text), `an amount must be a plain decimal on the wire, got ${text}`);
  return text;
}

/**
 * The parameters of an order. The full report is asked for, since stops are answered with nothing but their id otherwise.
 * @see binance-spot-api-docs, rest-api.md: New order
 */
export function orderParameters(order: OrderRequest): Parameters {
  return [
    ['symbol', order.symbol],
    ['side', WIRE_SIDES[order.side]],
    ['type', WIRE_ORDER_TYPES[order.type]],
    ...timeInForceOf(order),
    ['quantity', plainDecimal(order.quantity)],
    ...pricesOf(order),
    ['newClientOrderId', order.clientOrderId],
    ['newOrderRespType', 'FULL'],
  ];
}

function timeInForceOf(order: OrderRequest): Parameters {
  switch (order.type) {
    case 'limit':
    case 'stop-loss-limit':
      return [['timeInForce', WIRE_TIMES_IN_FORCE[order.timeInForce]]];
    case 'market':
    case 'stop-loss':
    case 'take-profit':
      return [];
  }
}

function pricesOf(order: OrderRequest): Parameters {
  switch (order.type) {
    case 'market':
      return [];
    case 'limit':
      return [['price', plainDecimal(order.price)]];
    case 'stop-loss':
    case 'take-profit':
      return [['stopPrice', plainDecimal(order.stopPrice)]];
    case 'stop-loss-limit':
      return [
        ['price', plainDecimal(order.price)],
        ['stopPrice', plainDecimal(order.stopPrice)],
      ];
  }
}
