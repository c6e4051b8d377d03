import type { OrderRequest } from '../../domain/order.ts';
import { type OrderListRequest, ordersOfList } from '../../domain/order-list.ts';
import type { CancelResult, OrderKey, PlaceListResult, PlaceResult, ReplaceResult } from '../../ports/exchange.ts';
import { isNothingToCancel } from './classify-order-reply.ts';
import { commandOutcome } from './command-outcome.ts';
import { wireList } from './list-parameters.ts';
import { orderParameters } from './order-parameters.ts';
import { readCancellation, readPlacement } from './read-command-answer.ts';
import { readPlacedList } from './read-list.ts';
import { readReplacement, replaceParameters } from './replace-order.ts';
import type { RequestLane } from './request-governor.ts';
import type { SignedClient, SignedEndpoint } from './signed-client.ts';

const ENDPOINTS = {
  place: { method: 'POST', path: '/api/v3/order', weight: 1 },
  cancel: { method: 'DELETE', path: '/api/v3/order', weight: 1 },
  replace: { method: 'POST', path: '/api/v3/order/cancelReplace', weight: 1 },
} as const satisfies Record<string, SignedEndpoint>;

/** Everything that changes the account. Each command is one request that leaves at most once; what its answer proves is told, and no more. */
export class OrderCommands {
  readonly #client: SignedClient;

  constructor(client: SignedClient) {
    this.#client = client;
  }

  async place(order: OrderRequest): Promise<PlaceResult> {
    const budget = { lane: laneOf([order]), orders: 1 };
    const outcome = commandOutcome(await this.#client.command(ENDPOINTS.place, orderParameters(order), budget));
    return outcome.tag === 'accepted' ? readPlacement(order, outcome.body) : outcome;
  }

  async placeList(list: OrderListRequest): Promise<PlaceListResult> {
    const { endpoint, parameters } = wireList(list);
    const orders = ordersOfList(list);
    const budget = { lane: laneOf(orders), orders: orders.length };
    const outcome = commandOutcome(await this.#client.command(endpoint, parameters, budget));
    return outcome.tag === 'accepted' ? readPlacedList(list, outcome.body) : outcome;
  }

  async replace(request: { readonly cancel: OrderKey; readonly place: OrderRequest }): Promise<ReplaceResult> {
    const budget = { lane: laneOf([request.place]), orders: 1 };
    return readReplacement(request, await this.#client.command(ENDPOINTS.replace, replaceParameters(request), budget));
  }

  async cancel({ symbol, clientOrderId }: OrderKey): Promise<CancelResult> {
    const parameters = [
      ['symbol', symbol],
      ['origClientOrderId', clientOrderId],
    ] as const;
    const reply = await this.#client.command(ENDPOINTS.cancel, parameters, { lane: 'protection', orders: 0 });
    if (reply.tag === 'answered' && isNothingToCancel(reply)) return { tag: 'not-open' };
    const outcome = commandOutcome(reply);
    return outcome.tag === 'accepted' ? readCancellation(clientOrderId, outcome.body) : outcome;
  }
}

/** Whatever lowers risk goes before whatever raises it. */
function laneOf(orders: readonly OrderRequest[]): Exclude<RequestLane, 'read'> {
  return orders.every(({ side }) => side === 'sell') ? 'protection' : 'order';
}
