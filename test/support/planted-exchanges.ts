import type { Exchange, PlaceListResult, PlaceResult } from '../../src/ports/exchange.ts';
import { changedExchange } from './changed-exchange.ts';

/** A bot with a planted bug, made of the right one by what stands between it and its exchange. */
export type Variant = (exchange: Exchange) => Exchange;

export const REFUSED: PlaceResult & PlaceListResult = { tag: 'rejected', code: -1, message: 'planted' };

/** Whatever was not answered is sent once more, as it was. */
export const retriesWithTheSameId: Variant = (exchange) =>
  changedExchange(exchange, {
    place: (request) => againWhenUnknown(() => exchange.place(request)),
    placeList: (request) => againWhenUnknown(() => exchange.placeList(request)),
  });

/** Whatever was not answered is looked for once, and sent anew when it is not there yet. */
export const probesOnceThenResends: Variant = (exchange) =>
  changedExchange(exchange, {
    place: (request) => againWhenAbsent(exchange, request.order, () => exchange.place(request)),
    placeList: (request) => againWhenAbsent(exchange, request.stop, () => exchange.placeList(request)),
  });

async function againWhenUnknown<Result extends { readonly tag: string }>(send: () => Promise<Result>): Promise<Result> {
  const result = await send();
  return result.tag === 'outcome-unknown' ? send() : result;
}

async function againWhenAbsent<Result extends { readonly tag: string }>(
  exchange: Exchange,
  { symbol, clientOrderId }: Parameters<Exchange['fetchOrder']>[0],
  send: () => Promise<Result>,
): Promise<Result> {
  const result = await send();
  if (result.tag !== 'outcome-unknown') return result;
  const found = await exchange.fetchOrder({ symbol, clientOrderId });
  return found === null ? send() : result;
}
