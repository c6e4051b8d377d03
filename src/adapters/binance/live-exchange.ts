import { Fault } from '../../domain/fault.ts';
import type { Fill } from '../../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../../domain/instrument.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { ExchangeRequest } from '../../domain/order.ts';
import { type EpochMs, HOUR_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Balance, CancelResult, Exchange, ExchangeEvent, OrderKey, OrderReport, PlaceResult } from '../../ports/exchange.ts';
import type { Log } from '../../ports/log.ts';
import { classifyOrderReply, isNothingToCancel } from './classify-order-reply.ts';
import { orderParameters } from './order-parameters.ts';
import type { BinancePublicClient } from './public-client.ts';
import { feesSchema, readFees } from './read-fees.ts';
import {
  accountSchema,
  orderSchema,
  ordersSchema,
  readBalances,
  readOrder,
  readReportedFills,
  readTrade,
  tradesSchema,
  type WireOrder,
  type WireTrade,
} from './read-orders.ts';
import { acceptedValue, type CommandReply, type SignedClient, type SignedEndpoint } from './signed-client.ts';

const ENDPOINTS = {
  place: { method: 'POST', path: '/api/v3/order', weight: 1 },
  cancel: { method: 'DELETE', path: '/api/v3/order', weight: 1 },
  order: { method: 'GET', path: '/api/v3/order', weight: 4 },
  openOrders: { method: 'GET', path: '/api/v3/openOrders', weight: 80 },
  allOrders: { method: 'GET', path: '/api/v3/allOrders', weight: 20 },
  trades: { method: 'GET', path: '/api/v3/myTrades', weight: 20 },
  account: { method: 'GET', path: '/api/v3/account', weight: 20 },
  fees: { method: 'GET', path: '/api/v3/account/commission', weight: 20 },
} as const satisfies Record<string, SignedEndpoint>;

const PAGE_SIZE = 1_000;
const NO_SUCH_ORDER = -2013;
const FILTER_CODES: readonly number[] = [-1013, -1111];
const NOT_SENT_CODE = -1003;

/** What happens on the account, as its stream tells it. */
export interface AccountEvents {
  events(signal: AbortSignal): AsyncIterable<ExchangeEvent>;
}

export interface LiveExchangeOptions {
  readonly client: SignedClient;
  readonly publicClient: BinancePublicClient;
  readonly account: AccountEvents;
  readonly symbols: readonly MarketSymbol[];
  readonly clock: Clock;
  readonly log: Log;
  /** Trades before this instant are none of ours. */
  readonly tradesFrom: EpochMs;
}

/**
 * Binance itself behind the port: orders over REST, each sent at most once, and the account's events over its stream.
 * @see binance-spot-api-docs
 */
export class LiveExchange implements Exchange {
  readonly #options: LiveExchangeOptions;
  readonly #clientOrderIds = new Map<string, string>();
  #instruments: { readonly list: readonly Instrument[]; readonly readAt: EpochMs } | null = null;

  constructor(options: LiveExchangeOptions) {
    this.#options = options;
  }

  async place(request: ExchangeRequest): Promise<PlaceResult> {
    const { order } = request;
    // Whatever lowers risk goes before whatever raises it.
    const lane = order.side === 'sell' ? 'protection' : 'order';
    const reply = await this.#options.client.command(ENDPOINTS.place, orderParameters(order), { lane, orders: 1 });
    const unproven = unprovenOutcome(reply);
    if (unproven !== null) return unproven;
    const outcome = classifyOrderReply(answerOf(reply));
    if (outcome.tag === 'unknown') return { tag: 'outcome-unknown', cause: outcome.cause };
    if (outcome.tag === 'rejected') {
      if (FILTER_CODES.includes(outcome.code)) this.#instruments = null;
      return outcome;
    }
    const placed = orderSchema.safeParse(outcome.body);
    const report = placed.success && placed.data.clientOrderId === order.clientOrderId ? readOrder(placed.data) : null;
    if (!placed.success || report === null || report === 'unknown-status') {
      return { tag: 'outcome-unknown', cause: 'the answer to the order is none that is known' };
    }
    this.#remember(placed.data);
    return { tag: 'accepted', report, fills: readReportedFills(placed.data) };
  }

  async cancel({ symbol, clientOrderId }: OrderKey): Promise<CancelResult> {
    const parameters = [
      ['symbol', symbol],
      ['origClientOrderId', clientOrderId],
    ] as const;
    const reply = await this.#options.client.command(ENDPOINTS.cancel, parameters, { lane: 'protection', orders: 0 });
    const unproven = unprovenOutcome(reply);
    if (unproven !== null) return unproven;
    const answer = answerOf(reply);
    if (isNothingToCancel(answer)) return { tag: 'not-open' };
    const outcome = classifyOrderReply(answer);
    if (outcome.tag === 'unknown') return { tag: 'outcome-unknown', cause: outcome.cause };
    if (outcome.tag === 'rejected') return outcome;
    // In the answer to a cancellation `clientOrderId` is that of the cancellation.
    const cancelled = orderSchema.safeParse({ ...Object(outcome.body), clientOrderId });
    const report = cancelled.success ? readOrder(cancelled.data) : null;
    if (report === null || report === 'unknown-status') {
      return { tag: 'outcome-unknown', cause: 'the answer to the cancellation is none that is known' };
    }
    return { tag: 'cancelled', report };
  }

  async fetchOrder({ symbol, clientOrderId }: OrderKey): Promise<OrderReport | null> {
    const parameters = [
      ['symbol', symbol],
      ['origClientOrderId', clientOrderId],
    ] as const;
    const answer = await this.#options.client.read(ENDPOINTS.order, parameters, orderSchema);
    if (answer.tag === 'refused' && answer.code === NO_SUCH_ORDER) return null;
    const order = acceptedValue('a question about an order', answer);
    this.#remember(order);
    return this.#reportOf(order);
  }

  async fetchOpenOrders(): Promise<readonly OrderReport[]> {
    const orders = acceptedValue(
      'a question about open orders',
      await this.#options.client.read(ENDPOINTS.openOrders, [], ordersSchema),
    );
    for (const order of orders) this.#remember(order);
    return orders.flatMap((order) => this.#reportOf(order) ?? []);
  }

  async fetchFills({
    symbol,
    afterFillId,
  }: {
    readonly symbol: MarketSymbol;
    readonly afterFillId: string | null;
  }): Promise<readonly Fill[]> {
    const fills: Fill[] = [];
    let cursor: readonly [name: string, value: string] =
      afterFillId === null ? ['startTime', String(this.#options.tradesFrom)] : ['fromId', String(Number(afterFillId) + 1)];
    for (;;) {
      const page = await this.#readTrades(symbol, cursor);
      for (const trade of page) fills.push(readTrade(trade, await this.#clientOrderIdOf(trade)));
      const newest = page.at(-1);
      if (newest === undefined || page.length < PAGE_SIZE) return fills;
      cursor = ['fromId', String(newest.id + 1)];
    }
  }

  async fetchBalances(): Promise<readonly Balance[]> {
    const account = acceptedValue(
      'a question about the account',
      await this.#options.client.read(ENDPOINTS.account, [['omitZeroBalances', 'true']], accountSchema),
    );
    return readBalances(account);
  }

  /** Read again every hour, and after the exchange refused an order by a filter. */
  async fetchInstruments(): Promise<readonly Instrument[]> {
    const { clock, publicClient, symbols } = this.#options;
    const kept = this.#instruments;
    if (kept !== null && clock.now() - kept.readAt < HOUR_MS) return kept.list;
    const list = await publicClient.fetchInstruments(symbols);
    this.#instruments = { list, readAt: clock.now() };
    return list;
  }

  async fetchFees(): Promise<FeeSchedule> {
    const [symbol] = this.#options.symbols;
    const parameters = symbol === undefined ? [] : ([['symbol', symbol]] as const);
    return readFees(
      acceptedValue('a question about fees', await this.#options.client.read(ENDPOINTS.fees, parameters, feesSchema)),
    );
  }

  events(signal: AbortSignal): AsyncIterable<ExchangeEvent> {
    return this.#options.account.events(signal);
  }

  async #readTrades(symbol: MarketSymbol, cursor: readonly [name: string, value: string]): Promise<readonly WireTrade[]> {
    const parameters = [['symbol', symbol], cursor, ['limit', String(PAGE_SIZE)]] as const;
    return acceptedValue('a question about trades', await this.#options.client.read(ENDPOINTS.trades, parameters, tradesSchema));
  }

  /** A trade tells only the exchange's number of its order; the orders from that number on are asked for together. */
  async #clientOrderIdOf({ symbol, orderId }: WireTrade): Promise<string> {
    const known = this.#clientOrderIds.get(orderKeyOf(symbol, orderId));
    if (known !== undefined) return known;
    const parameters = [
      ['symbol', symbol],
      ['orderId', String(orderId)],
      ['limit', String(PAGE_SIZE)],
    ] as const;
    const orders = acceptedValue(
      'a question about orders',
      await this.#options.client.read(ENDPOINTS.allOrders, parameters, ordersSchema),
    );
    for (const order of orders) this.#remember(order);
    const found = this.#clientOrderIds.get(orderKeyOf(symbol, orderId));
    if (found !== undefined) return found;
    throw new Fault('bad-payload', `Binance has a trade of the order ${orderId} of ${symbol} but does not tell the order`, {
      retryable: true,
    });
  }

  #remember({ symbol, orderId, clientOrderId }: WireOrder): void {
    this.#clientOrderIds.set(orderKeyOf(symbol, orderId), clientOrderId);
  }

  /** Null for an order of a kind that Steward never sends. @throws Fault `bad-payload` for a status that is not known. */
  #reportOf(order: WireOrder): OrderReport | null {
    const report = readOrder(order);
    if (report === 'unknown-status') {
      throw new Fault(
        'bad-payload',
        `the order ${order.clientOrderId} of ${order.symbol} has the status ${order.status}, which is not known`,
      );
    }
    if (report === null)
      this.#options.log.debug('an order of somebody else is left alone', { symbol: order.symbol, type: order.type });
    return report;
  }
}

function orderKeyOf(symbol: MarketSymbol, orderId: number): string {
  return `${symbol} ${orderId}`;
}

/** What is known of a command without an answer of the exchange; null when there is one. */
function unprovenOutcome(reply: CommandReply): Extract<PlaceResult, { readonly tag: 'rejected' | 'outcome-unknown' }> | null {
  switch (reply.tag) {
    case 'answered':
      return null;
    case 'not-sent':
      return { tag: 'rejected', code: NOT_SENT_CODE, message: reply.message };
    case 'no-answer':
      return { tag: 'outcome-unknown', cause: reply.cause };
  }
}

function answerOf(reply: CommandReply): { readonly status: number; readonly body: unknown } {
  return reply.tag === 'answered' ? reply : { status: 0, body: undefined };
}
