import { Fault } from '../../domain/fault.ts';
import type { Fill } from '../../domain/fill.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { ClientOrderId } from '../../domain/order.ts';
import type { EpochMs } from '../../domain/time.ts';
import { ordersSchema, readTrade, tradesSchema, type WireTrade } from './read-orders.ts';
import { acceptedValue, type SignedClient, type SignedEndpoint } from './signed-client.ts';

const ALL_ORDERS: SignedEndpoint = { method: 'GET', path: '/api/v3/allOrders', weight: 20 };
const TRADES: SignedEndpoint = { method: 'GET', path: '/api/v3/myTrades', weight: 20 };
const PAGE_SIZE = 1_000;

/** The names of an order: the exchange's number within a market, and our id. */
export interface OrderNames {
  readonly symbol: MarketSymbol;
  readonly exchangeOrderId: string;
  readonly clientOrderId: ClientOrderId;
}

/** The account's trades as fills of our orders. A trade tells only the exchange's number of its order, so the names of orders are kept. */
export class TradeHistory {
  readonly #client: SignedClient;
  readonly #tradesFrom: EpochMs;
  readonly #clientOrderIds = new Map<string, ClientOrderId>();

  constructor({ client, tradesFrom }: { readonly client: SignedClient; readonly tradesFrom: EpochMs }) {
    this.#client = client;
    this.#tradesFrom = tradesFrom;
  }

  remember({ symbol, exchangeOrderId, clientOrderId }: OrderNames): void {
    this.#clientOrderIds.set(keyOf(symbol, exchangeOrderId), clientOrderId);
  }

  /** Oldest first. @throws Fault when the exchange cannot be read, or does not tell the order of a trade. */
  async fetchFills(query: { readonly symbol: MarketSymbol; readonly afterFillId: string | null }): Promise<readonly Fill[]> {
    const { symbol, afterFillId } = query;
    const fills: Fill[] = [];
    let cursor: readonly [name: string, value: string] =
      afterFillId === null ? ['startTime', String(this.#tradesFrom)] : ['fromId', String(Number(afterFillId) + 1)];
    for (;;) {
      const page = await this.#readTrades(symbol, cursor);
      for (const trade of page) fills.push(readTrade(trade, await this.#clientOrderIdOf(trade)));
      const newest = page.at(-1);
      if (newest === undefined || page.length < PAGE_SIZE) return fills;
      cursor = ['fromId', String(newest.id + 1)];
    }
  }

  async #readTrades(symbol: MarketSymbol, cursor: readonly [name: string, value: string]): Promise<readonly WireTrade[]> {
    const parameters = [['symbol', symbol], cursor, ['limit', String(PAGE_SIZE)]] as const;
    return acceptedValue('a question about trades', await this.#client.read(TRADES, parameters, tradesSchema));
  }

  /** The orders from an unknown number on are asked for together. */
  async #clientOrderIdOf({ symbol, orderId }: WireTrade): Promise<ClientOrderId> {
    const key = keyOf(symbol, String(orderId));
    const known = this.#clientOrderIds.get(key);
    if (known !== undefined) return known;
    const parameters = [
      ['symbol', symbol],
      ['orderId', String(orderId)],
      ['limit', String(PAGE_SIZE)],
    ] as const;
    const orders = acceptedValue('a question about orders', await this.#client.read(ALL_ORDERS, parameters, ordersSchema));
    for (const order of orders) this.remember({ ...order, exchangeOrderId: String(order.orderId) });
    const found = this.#clientOrderIds.get(key);
    if (found !== undefined) return found;
    throw new Fault('bad-payload', `Binance has a trade of the order ${orderId} of ${symbol} but does not tell the order`, {
      retryable: true,
    });
  }
}

function keyOf(symbol: MarketSymbol, exchangeOrderId: string): string {
  return `${symbol} ${exchangeOrderId}`;
}
