import { orderIdsOf, type VenueList, type VenueOrder } from '../venue/venue-order.ts';
import { answered, type Endpoint, endpoint, readKnownSymbol } from './endpoint.ts';
import { type ListEndpoint, type ResponseType, readList, readResponseType } from './read-order.ts';
import type { ServedVenue } from './served-venue.ts';
import { acknowledgement, cancelReport, fullReport, listHead, placementReport, type WireObject } from './wire-order.ts';
import { NoReply, neither, refuse } from './wire-refusal.ts';

const ORDER_COUNTS: Readonly<Record<ListEndpoint, number>> = { oco: 2, oto: 2, otoco: 3, opo: 2, opoco: 3 };

/** A list as a cancel or an amendment answers with it. */
export function listReport(
  venue: ServedVenue,
  orderListId: number,
  { cancelId, withReports = true }: { readonly cancelId?: string; readonly withReports?: boolean } = {},
): WireObject {
  const { reads } = venue.account;
  const list = reads.listNow(orderListId);
  const head = listHead(list, (orderId) => reads.orderNow(orderId));
  if (!withReports) return head;
  const orders = orderIdsOf(list).map((orderId) => reads.orderNow(orderId));
  const reports = orders.map((order) =>
    cancelId !== undefined && order.status === 'CANCELED' ? cancelReport(order, cancelId) : placementReport(order),
  );
  return { ...head, orderReports: reports };
}

/**
 * The answer to a placement. What the working order set going at once is not in it: the pending orders are told as they were when the
 * list was accepted.
 */
function placedList(venue: ServedVenue, orderListId: number, response: ResponseType): WireObject {
  const { reads } = venue.account;
  const list: VenueList = { ...reads.listNow(orderListId), listStatusType: 'EXEC_STARTED', listOrderStatus: 'EXECUTING' };
  const asAccepted = (order: VenueOrder): VenueOrder =>
    list.workingOrderId === null || order.orderId === list.workingOrderId
      ? order
      : {
          ...order,
          status: 'PENDING_NEW',
          executedQuantity: order.executedQuantity.minus(order.executedQuantity) as VenueOrder['executedQuantity'],
          isWorking: false,
          workingTime: -1,
        };
  const reports = orderIdsOf(list).map((orderId) => {
    const order = asAccepted(reads.orderNow(orderId));
    if (response === 'ACK') return acknowledgement(order);
    return response === 'RESULT' || order.status === 'PENDING_NEW'
      ? placementReport(order)
      : fullReport(order, reads.fillsOf(orderId));
  });
  return { ...listHead(list, (orderId) => reads.orderNow(orderId)), orderReports: reports };
}

function placing(kind: ListEndpoint): Endpoint {
  return endpoint({
    rest: `POST /api/v3/orderList/${kind}`,
    socket: `orderList.place.${kind}`,
    access: 'trade',
    weight: 1,
    read: (parameters, venue) => {
      readKnownSymbol(parameters, venue);
      return { request: readList(parameters, kind), response: readResponseType(parameters) ?? 'RESULT' };
    },
    act: ({ request, response }, venue) => {
      venue.orderCounts.check(ORDER_COUNTS[kind], venue.account.now);
      const { orderListId } = answered(venue.account.placeList(request));
      venue.orderCounts.add(ORDER_COUNTS[kind], venue.account.now);
      return placedList(venue, orderListId, response);
    },
  });
}

const cancelList = endpoint({
  rest: 'DELETE /api/v3/orderList',
  socket: 'orderList.cancel',
  access: 'trade',
  weight: 1,
  read: (parameters, venue) => {
    const symbol = readKnownSymbol(parameters, venue);
    const [orderListId, listClientOrderId] = [parameters.integer('orderListId'), parameters.text('listClientOrderId')];
    if (orderListId === undefined && listClientOrderId === undefined) throw neither('orderListId', 'listClientOrderId');
    return { symbol, orderListId, listClientOrderId, newClientOrderId: parameters.clientId('newClientOrderId') };
  },
  act: (request, venue) => {
    const cancelled = venue.account.cancelList(request);
    if (cancelled === null) throw refuse(-2011, 'Unknown order list sent.');
    if ('tag' in cancelled) throw new NoReply();
    return listReport(venue, cancelled.orderListId, { cancelId: cancelled.cancelId });
  },
});

/** Order lists: placing and cancelling. */
export const LIST_ENDPOINTS: readonly Endpoint[] = [
  ...(['oco', 'oto', 'otoco', 'opo', 'opoco'] as const).map(placing),
  cancelList,
];
