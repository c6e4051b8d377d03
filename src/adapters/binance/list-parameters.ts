import { invariant } from '../../domain/invariant.ts';
import type { ExitTargetOrder, LimitOrder, StopOrder } from '../../domain/order.ts';
import { type OrderListRequest, ordersOfList } from '../../domain/order-list.ts';
import { plainDecimal, WIRE_ORDER_TYPES, WIRE_SIDES, WIRE_TIMES_IN_FORCE } from './order-parameters.ts';
import type { Parameters, SignedEndpoint } from './signed-client.ts';

const LIST_ENDPOINTS = {
  oco: { method: 'POST', path: '/api/v3/orderList/oco', weight: 1 },
  opo: { method: 'POST', path: '/api/v3/orderList/opo', weight: 1 },
  opoco: { method: 'POST', path: '/api/v3/orderList/opoco', weight: 1 },
} as const satisfies Record<string, SignedEndpoint>;

/** Where a list is sent, and as what. */
export interface WireList {
  readonly endpoint: SignedEndpoint;
  readonly parameters: Parameters;
}

/**
 * A list as the exchange takes it. The exits of a purchase name no quantity: the exchange sizes them by what was received.
 * @throws InvariantError when the orders do not belong together: nothing is sent then.
 * @see binance-spot-api-docs, rest-api.md: Order lists
 */
export function wireList(list: OrderListRequest): WireList {
  refuseStrangers(list);
  switch (list.kind) {
    case 'entry-with-exits': {
      const { entry, stop, target } = list;
      const common = [...headOf(list), ...workingOf(entry), ['pendingSide', WIRE_SIDES[stop.side]]] as const;
      if (target === null) return { endpoint: LIST_ENDPOINTS.opo, parameters: [...common, ...legOf('pending', stop)] };
      const legs = [...legOf('pendingAbove', target), ...legOf('pendingBelow', stop)];
      return { endpoint: LIST_ENDPOINTS.opoco, parameters: [...common, ...legs] };
    }
    case 'stop-with-target': {
      const { stop, target } = list;
      const common = [...headOf(list), ['side', WIRE_SIDES[stop.side]], ['quantity', plainDecimal(stop.quantity)]] as const;
      return { endpoint: LIST_ENDPOINTS.oco, parameters: [...common, ...legOf('above', target), ...legOf('below', stop)] };
    }
  }
}

/** The full report is asked for, since the fills of a purchase that is filled at once are told in no other. */
function headOf(list: OrderListRequest): Parameters {
  return [
    ['symbol', list.stop.symbol],
    ['listClientOrderId', list.listId],
    ['newOrderRespType', 'FULL'],
  ];
}

function workingOf(entry: LimitOrder): Parameters {
  return [
    ['workingType', WIRE_ORDER_TYPES[entry.type]],
    ['workingSide', WIRE_SIDES[entry.side]],
    ['workingClientOrderId', entry.clientOrderId],
    ['workingPrice', plainDecimal(entry.price)],
    ['workingQuantity', plainDecimal(entry.quantity)],
    ['workingTimeInForce', WIRE_TIMES_IN_FORCE[entry.timeInForce]],
  ];
}

function legOf(
  prefix: 'pending' | 'pendingAbove' | 'pendingBelow' | 'above' | 'below',
  order: StopOrder | ExitTargetOrder,
): Parameters {
  const leg: Parameters = [
    [`${prefix}Type`, WIRE_ORDER_TYPES[order.type]],
    [`${prefix}ClientOrderId`, order.clientOrderId],
    [`${prefix}StopPrice`, plainDecimal(order.stopPrice)],
  ];
  if (order.type !== 'stop-loss-limit') return leg;
  return [
    ...leg,
    [`${prefix}Price`, plainDecimal(order.price)],
    [`${prefix}TimeInForce`, WIRE_TIMES_IN_FORCE[order.timeInForce]],
  ];
}

function refuseStrangers(list: OrderListRequest): void {
  const orders = ordersOfList(list);
  const ids = new Set([list.listId, ...orders.map(({ clientOrderId }) => clientOrderId)]);
  invariant(ids.size === orders.length + 1, `every order of the list ${list.listId} and the list itself has an id of its own`);
  for (const order of orders) {
    const isEntry = list.kind === 'entry-with-exits' && order === list.entry;
    invariant(order.symbol === list.stop.symbol, `the orders of the list ${list.listId} are of one market`);
    invariant(
      order.side === (isEntry ? 'buy' : 'sell'),
      `a list buys with its entry and sells with its exits, ${order.clientOrderId} does not`,
    );
  }
  if (list.kind === 'stop-with-target')
    invariant(list.stop.quantity.eq(list.target.quantity), `the stop and the target of ${list.listId} are over the same coins`);
}
