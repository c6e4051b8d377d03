import { Fault } from '../../domain/fault.ts';
import type { Fill } from '../../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../../domain/instrument.ts';
import { invariant } from '../../domain/invariant.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { ExchangeRequest } from '../../domain/order.ts';
import type { OrderListRequest } from '../../domain/order-list.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  Balance,
  CancelResult,
  Exchange,
  ExchangeEvent,
  OrderKey,
  OrderReport,
  PlaceListResult,
  PlaceResult,
  ReplaceResult,
} from '../../ports/exchange.ts';
import type { Log } from '../../ports/log.ts';
import { OrderCommands } from './order-commands.ts';
import type { BinancePublicClient } from './public-client.ts';
import { feesSchema, readFees } from './read-fees.ts';
import { accountSchema, orderSchema, ordersSchema, readBalances, readOrder, type WireOrder } from './read-orders.ts';
import { acceptedValue, type SignedClient, type SignedEndpoint } from './signed-client.ts';
import { TradeHistory } from './trade-history.ts';
import { isKnownWord, TellOnce } from './unknown-words.ts';

const ENDPOINTS = {
  order: { method: 'GET', path: '/api/v3/order', weight: 4 },
  openOrders: { method: 'GET', path: '/api/v3/openOrders', weight: 80 },
  account: { method: 'GET', path: '/api/v3/account', weight: 20 },
  fees: { method: 'GET', path: '/api/v3/account/commission', weight: 20 },
} as const satisfies Record<string, SignedEndpoint>;

const NO_SUCH_ORDER = -2013;
const FILTER_CODES: readonly number[] = [-1013, -1111];
/** The engine judges some filters and the state of a market itself, under the code of all its refusals. */
const MARKET_REFUSALS = /filter failure|market is closed|trading phase|not supported/i;

/** What happens on the account, as its stream tells it. */
export interface AccountEvents {
  events(signal: AbortSignal): AsyncIterable<ExchangeEvent>;
}

export interface LiveExchangeOptions {
  readonly client: SignedClient;
  readonly publicClient: BinancePublicClient;
  readonly account: AccountEvents;
  readonly symbols: readonly MarketSymbol[];
  readonly log: Log;
  /** Trades before this instant are none of ours. */
  readonly tradesFrom: EpochMs;
  /** Told when an order did not fit what a market accepts: what is known of the markets may be old. */
  readonly onFilterRefusal?: () => void;
}

/**
 * Binance itself behind the port: orders over REST, each sent at most once, and the account's events over its stream.
 * @see binance-spot-api-docs
 */
export class LiveExchange implements Exchange {
  readonly #options: LiveExchangeOptions;
  readonly #commands: OrderCommands;
  readonly #history: TradeHistory;
  readonly #unknownTypes: TellOnce;

  constructor(options: LiveExchangeOptions) {
    this.#options = options;
    this.#commands = new OrderCommands(options.client);
    this.#history = new TradeHistory(options);
    this.#unknownTypes = new TellOnce((what) => options.log.warn('the exchange has a word that is not known here', { what }));
  }

  async place({ order }: ExchangeRequest): Promise<PlaceResult> {
    const result = await this.#commands.place(order);
    this.#learnFrom(result);
    return result;
  }

  async placeList(list: OrderListRequest): Promise<PlaceListResult> {
    const result = await this.#commands.placeList(list);
    if (result.tag === 'accepted') for (const report of result.reports) this.#history.remember(report);
    else this.#learnFrom(result);
    return result;
  }

  async replace(request: { readonly cancel: OrderKey; readonly place: ExchangeRequest }): Promise<ReplaceResult> {
    const { cancel, place } = request;
    invariant(cancel.symbol === place.order.symbol, 'an order is replaced by one of the same market');
    const result = await this.#commands.replace({ cancel, place: place.order });
    this.#learnFrom(result.place);
    return result;
  }

  cancel(key: OrderKey): Promise<CancelResult> {
    return this.#commands.cancel(key);
  }

  async fetchOrder({ symbol, clientOrderId }: OrderKey): Promise<OrderReport | null> {
    const parameters = [
      ['symbol', symbol],
      ['origClientOrderId', clientOrderId],
    ] as const;
    const answer = await this.#options.client.read(ENDPOINTS.order, parameters, orderSchema);
    if (answer.tag === 'refused' && answer.code === NO_SUCH_ORDER) return null;
    return this.#reportOf(acceptedValue('a question about an order', answer));
  }

  async fetchOpenOrders(): Promise<readonly OrderReport[]> {
    const answer = await this.#options.client.read(ENDPOINTS.openOrders, [], ordersSchema);
    return acceptedValue('a question about open orders', answer).flatMap((order) => this.#reportOf(order) ?? []);
  }

  fetchFills(query: { readonly symbol: MarketSymbol; readonly afterFillId: string | null }): Promise<readonly Fill[]> {
    return this.#history.fetchFills(query);
  }

  async fetchBalances(): Promise<readonly Balance[]> {
    const answer = await this.#options.client.read(ENDPOINTS.account, [['omitZeroBalances', 'true']], accountSchema);
    return readBalances(acceptedValue('a question about the account', answer));
  }

  fetchInstruments(): Promise<readonly Instrument[]> {
    return this.#options.publicClient.fetchInstruments(this.#options.symbols);
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

  #learnFrom(result: ReplaceResult['place']): void {
    if (result.tag === 'accepted') this.#history.remember(result.report);
    if (result.tag !== 'rejected') return;
    const { code, message } = result;
    if (FILTER_CODES.includes(code) || MARKET_REFUSALS.test(message)) this.#options.onFilterRefusal?.();
  }

  /** Null for an order of a kind that Steward never sends. @throws Fault `bad-payload` for a status that is not known. */
  #reportOf(order: WireOrder): OrderReport | null {
    const { symbol, orderId, clientOrderId } = order;
    this.#history.remember({ symbol, exchangeOrderId: String(orderId), clientOrderId });
    const report = readOrder(order);
    if (report === 'unknown-status')
      throw new Fault(
        'bad-payload',
        `the order ${clientOrderId} of ${symbol} has the status ${order.status}, which is not known`,
      );
    if (report === null) this.#options.log.debug('an order of somebody else is left alone', { symbol, type: order.type });
    if (!isKnownWord('order type', order.type)) this.#unknownTypes.tell(`order type ${order.type}`);
    return report;
  }
}
