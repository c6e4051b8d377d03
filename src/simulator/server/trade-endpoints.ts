import { quantity } from '../../domain/decimal.ts';
import { derivedId } from '../venue/place-order.ts';
import { orderIdsOf, type VenueOrder, type VenueOrderRequest } from '../venue/venue-order.ts';
import { answered, type Endpoint, endpoint, readKnownSymbol } from './endpoint.ts';
import { listReport } from './list-endpoints.ts';
import { type ResponseType, readOrder, readResponseType } from './read-order.ts';
import type { ServedVenue } from './served-venue.ts';
import { acknowledgement, amountText, cancelReport, fullReport, placementReport, type WireObject } from './wire-order.ts';
import type { WireParameters } from './wire-parameters.ts';
import { missing, NoReply, refuse, WireRefusal } from './wire-refusal.ts';

/** MARKET and LIMIT are answered in full unless the request asks otherwise, all others with the bare acknowledgement. */
function usualResponse({ type }: VenueOrderRequest): ResponseType {
  return type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK';
}

function placementAnswer(venue: ServedVenue, orderId: number, asked: ResponseType | undefined): WireObject {
  const order = venue.account.reads.orderNow(orderId);
  const response = asked ?? usualResponse(order.request);
  if (response === 'ACK') return acknowledgement(order);
  return response === 'RESULT' ? placementReport(order) : fullReport(order, venue.account.reads.fillsOf(orderId));
}

function readPlacement(parameters: WireParameters, venue: ServedVenue) {
  readKnownSymbol(parameters, venue);
  return { order: readOrder(parameters), response: readResponseType(parameters) };
}

const place = endpoint({
  rest: 'POST /api/v3/order',
  socket: 'order.place',
  access: 'trade',
  weight: 1,
  read: readPlacement,
  act: ({ order, response }, venue) => {
    venue.orderCounts.check(1, venue.account.now);
    const { orderId } = answered(venue.account.placeOrder(order));
    venue.orderCounts.add(1, venue.account.now);
    return placementAnswer(venue, orderId, response);
  },
});

const test = endpoint({
  rest: 'POST /api/v3/order/test',
  socket: 'order.test',
  access: 'signed',
  weight: (parameters) => (parameters.peek('computeCommissionRates') === 'true' ? 20 : 1),
  read: (parameters, venue) => ({
    ...readPlacement(parameters, venue),
    withRates: parameters.flag('computeCommissionRates') ?? false,
  }),
  act: ({ order, withRates }, { account }) => {
    const refusal = account.testOrder(order);
    if (refusal !== null) throw new WireRefusal(refusal);
    if (!withRates) return {};
    const { makerFraction, takerFraction, paidIn, bnbDiscountFraction } = account.fees;
    const none = { maker: '0.00000000', taker: '0.00000000' };
    return {
      standardCommissionForOrder: { maker: amountText(makerFraction), taker: amountText(takerFraction) },
      specialCommissionForOrder: none,
      taxCommissionForOrder: none,
      discount: {
        enabledForAccount: paidIn === 'bnb',
        enabledForSymbol: true,
        discountAsset: 'BNB',
        discount: amountText(bnbDiscountFraction),
      },
    };
  },
});

function readRestrictions(parameters: WireParameters) {
  return parameters.choice('cancelRestrictions', ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'], {
    code: -1145,
    message: 'Invalid cancelRestrictions.',
  });
}

const cancel = endpoint({
  rest: 'DELETE /api/v3/order',
  socket: 'order.cancel',
  access: 'trade',
  weight: 1,
  read: (parameters, venue) => ({
    symbol: readKnownSymbol(parameters, venue),
    ...parameters.orderKey(),
    newClientOrderId: parameters.clientId('newClientOrderId'),
    cancelRestrictions: readRestrictions(parameters),
  }),
  act: (request, { account }) => {
    const { orderId, cancelId } = answered(account.cancelOrder(request));
    return cancelReport(account.reads.orderNow(orderId), cancelId);
  },
});

const cancelAll = endpoint({
  rest: 'DELETE /api/v3/openOrders',
  socket: 'openOrders.cancelAll',
  access: 'trade',
  weight: 1,
  read: readKnownSymbol,
  act: (symbol, venue) => {
    const cancelled = venue.account.cancelOpenOrders(symbol);
    if ('tag' in cancelled) throw new NoReply();
    if (cancelled.length === 0) throw refuse(-2011, 'Unknown order sent.');
    const { reads } = venue.account;
    return cancelled.map((each) => {
      if ('orderId' in each) return cancelReport(reads.orderNow(each.orderId), derivedId('cancel', each.orderId));
      const orders = orderIdsOf(reads.listNow(each.orderListId)).map((orderId) => reads.orderNow(orderId));
      const first = orders.find(({ status }) => status === 'CANCELED')?.orderId ?? each.orderListId;
      return listReport(venue, each.orderListId, { cancelId: derivedId('cancel', first) });
    });
  },
});

const MODES = ['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const;

function readReplacement(parameters: WireParameters, venue: ServedVenue) {
  const placement = readPlacement(parameters, venue);
  const mode = parameters.choice('cancelReplaceMode', MODES);
  if (mode === undefined) throw missing('cancelReplaceMode');
  const { symbol } = placement.order;
  const cancelRequest = {
    symbol,
    ...parameters.orderKey('cancelOrigClientOrderId', 'cancelOrderId'),
    newClientOrderId: parameters.clientId('cancelNewClientOrderId'),
    cancelRestrictions: readRestrictions(parameters),
  };
  const whenFull = parameters.choice('orderRateLimitExceededMode', ['DO_NOTHING', 'CANCEL_ONLY']) ?? 'DO_NOTHING';
  return { ...placement, mode, cancelRequest, whenFull };
}

type Replacing = ReturnType<typeof readReplacement>;

const cancelReplace = endpoint({
  rest: 'POST /api/v3/order/cancelReplace',
  socket: 'order.cancelReplace',
  access: 'trade',
  weight: 1,
  read: readReplacement,
  act: (request: Replacing, venue) => {
    const { account, orderCounts } = venue;
    const full = fullCounts(venue);
    if (full !== null) {
      if (request.whenFull === 'DO_NOTHING') throw full;
      const { orderId, cancelId } = answered(account.cancelOrder(request.cancelRequest));
      throw partial({
        cancelResult: 'SUCCESS',
        newOrderResult: 'FAILURE',
        cancelResponse: cancelReport(account.reads.orderNow(orderId), cancelId),
        newOrderResponse: full.body,
      });
    }
    const replaced = answered(account.cancelReplace({ cancel: request.cancelRequest, order: request.order, mode: request.mode }));
    orderCounts.add(1, account.now);
    const { cancellation, placement } = replaced;
    const data = {
      cancelResult: cancellation.tag === 'cancelled' ? 'SUCCESS' : 'FAILURE',
      newOrderResult: placement.tag === 'placed' ? 'SUCCESS' : placement.tag === 'refused' ? 'FAILURE' : 'NOT_ATTEMPTED',
      cancelResponse:
        cancellation.tag === 'cancelled'
          ? cancelReport(account.reads.orderNow(cancellation.orderId), cancellation.cancelId)
          : new WireRefusal(cancellation.refusal).body,
      newOrderResponse:
        placement.tag === 'placed'
          ? placementAnswer(venue, placement.orderId, request.response)
          : placement.tag === 'refused'
            ? new WireRefusal(placement.refusal).body
            : null,
    };
    if (data.cancelResult === 'SUCCESS' && data.newOrderResult === 'SUCCESS') return data;
    if (data.cancelResult === 'SUCCESS' || data.newOrderResult === 'SUCCESS') throw partial(data);
    throw new WireRefusal({ code: -2022, message: 'Order cancel-replace failed.' }, { data });
  },
});

function partial(data: unknown): WireRefusal {
  return new WireRefusal({ code: -2021, message: 'Order cancel-replace partially failed.' }, { status: 409, data });
}

function fullCounts(venue: ServedVenue): WireRefusal | null {
  try {
    venue.orderCounts.check(1, venue.account.now);
    return null;
  } catch (error) {
    if (error instanceof WireRefusal) return error;
    throw error;
  }
}

const amend = endpoint({
  rest: 'PUT /api/v3/order/amend/keepPriority',
  socket: 'order.amend.keepPriority',
  access: 'signed',
  weight: 4,
  read: (parameters, venue) => {
    const symbol = readKnownSymbol(parameters, venue);
    const key = parameters.orderKey();
    const newQty = parameters.decimal('newQty');
    if (newQty === undefined) throw missing('newQty');
    return { symbol, ...key, newQty: quantity(newQty), newClientOrderId: parameters.clientId('newClientOrderId') };
  },
  act: (request, venue) => {
    const { account } = venue;
    const { orderId, executionId } = answered(account.amendOrder(request));
    const order = account.reads.orderNow(orderId);
    const list = order.orderListId === -1 ? {} : { listStatus: listReport(venue, order.orderListId, { withReports: false }) };
    return { transactTime: account.now, executionId, amendedOrder: amendedOrder(order), ...list };
  },
});

/** The names of an amended order are not those of other reports. */
function amendedOrder(order: VenueOrder): WireObject {
  const { request } = order;
  return {
    symbol: request.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    origClientOrderId: request.newClientOrderId ?? order.clientOrderId,
    clientOrderId: order.clientOrderId,
    price: request.price === undefined ? '0.00000000' : amountText(request.price),
    qty: amountText(order.quantity),
    executedQty: amountText(order.executedQuantity),
    preventedQty: amountText(order.preventedQuantity),
    quoteOrderQty: '0.00000000',
    cumulativeQuoteQty: amountText(order.cumulativeQuote),
    status: order.status,
    timeInForce: request.timeInForce ?? 'GTC',
    type: request.type,
    side: request.side,
    ...(request.stopPrice === undefined ? {} : { stopPrice: amountText(request.stopPrice) }),
    workingTime: order.workingTime,
    selfTradePreventionMode: order.selfTradePreventionMode,
  };
}

/** What changes the account, one order at a time. */
export const TRADE_ENDPOINTS: readonly Endpoint[] = [place, test, cancel, cancelAll, cancelReplace, amend];
