import { fraction } from '../../src/domain/decimal.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { FeeSchedule, Instrument } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { ExchangeRequest, OrderRequest } from '../../src/domain/order.ts';
import { type OrderListRequest, ordersOfList } from '../../src/domain/order-list.ts';
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
} from '../../src/ports/exchange.ts';

type Replacement = Parameters<Exchange['replace']>[0];

/** An answer that a test prepares: a value, or a function that may look at the call, wait, or throw as no adapter should. */
type Answer<Call, Result> = Result | ((call: Call) => Result | Promise<Result>);

/**
 * An exchange that says exactly what a test wants it to say, true or not, and notes every call. For the answers that a well-behaved
 * exchange never gives; everything else is tested on the simulated one.
 */
export class FakeExchange implements Exchange {
  /** Every call in its order: `place steward-P1-BTCUSDT-e1-1`. */
  readonly calls: string[];
  readonly placed: OrderRequest[] = [];
  placeAnswers: Answer<OrderRequest, PlaceResult>[] = [];
  listAnswers: Answer<OrderListRequest, PlaceListResult>[] = [];
  replaceAnswers: Answer<Replacement, ReplaceResult>[] = [];
  cancelAnswers: Answer<OrderKey, CancelResult>[] = [];
  /** Answers to `fetchOrder`; the last one is repeated. */
  orderAnswers: Answer<OrderKey, OrderReport | null>[] = [];
  fills: Fill[] = [];
  fillsFault: Fault | null = null;

  constructor(calls: string[] = []) {
    this.calls = calls;
  }

  async place({ order }: ExchangeRequest): Promise<PlaceResult> {
    this.calls.push(`place ${order.clientOrderId}`);
    this.placed.push(order);
    return give(this.placeAnswers.shift(), order);
  }

  async placeList(list: OrderListRequest): Promise<PlaceListResult> {
    this.calls.push(`placeList ${list.listId}`);
    this.placed.push(...ordersOfList(list));
    return give(this.listAnswers.shift(), list);
  }

  async replace(request: Replacement): Promise<ReplaceResult> {
    this.calls.push(`replace ${request.cancel.clientOrderId} by ${request.place.order.clientOrderId}`);
    this.placed.push(request.place.order);
    return give(this.replaceAnswers.shift(), request);
  }

  async cancel(key: OrderKey): Promise<CancelResult> {
    this.calls.push(`cancel ${key.clientOrderId}`);
    return give(this.cancelAnswers.shift(), key);
  }

  async fetchOrder(key: OrderKey): Promise<OrderReport | null> {
    this.calls.push(`fetchOrder ${key.clientOrderId}`);
    return give(this.orderAnswers.length > 1 ? this.orderAnswers.shift() : this.orderAnswers[0], key);
  }

  async fetchFills(query: { readonly symbol: MarketSymbol; readonly afterFillId: string | null }): Promise<readonly Fill[]> {
    this.calls.push(`fetchFills ${query.symbol} after ${query.afterFillId}`);
    if (this.fillsFault !== null) throw this.fillsFault;
    return this.fills.filter((fill) => fill.symbol === query.symbol && Number(fill.id) > Number(query.afterFillId ?? '0'));
  }

  async fetchOpenOrders(): Promise<readonly OrderReport[]> {
    return [];
  }

  async fetchBalances(): Promise<readonly Balance[]> {
    return [];
  }

  async fetchInstruments(): Promise<readonly Instrument[]> {
    return [];
  }

  async fetchFees(): Promise<FeeSchedule> {
    const none = fraction(0);
    return { takerFraction: none, makerFraction: none, paidIn: 'received', bnbDiscountFraction: none };
  }

  async *events(): AsyncIterable<ExchangeEvent> {}
}

async function give<Call, Result>(answer: Answer<Call, Result> | undefined, call: Call): Promise<Result> {
  if (answer === undefined) throw new Fault('no-data', 'the test prepared no answer for this call');
  return typeof answer === 'function' ? (answer as (call: Call) => Result | Promise<Result>)(call) : answer;
}
