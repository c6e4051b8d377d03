import { type DecimalText, type Price, price } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { ExchangeRequest } from '../domain/order.ts';
import { type OrderListRequest, ordersOfList } from '../domain/order-list.ts';
import { type DurationMs, type EpochMs, isoTime } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
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
} from '../ports/exchange.ts';
import { type CandleFuture, lastPriceAt } from './candle-future.ts';
import { EventChannel } from './event-channel.ts';
import type { CancelFault, ExchangeFaults, ExchangeRead, PlaceFault, PlacingRequest } from './faults.ts';
import { DEFAULT_TRADING_COSTS, type TradingCosts } from './fill-model.ts';
import type { ExchangeRules } from './matching.ts';
import { SimulatedAccount, type SimulatorStore } from './simulated-account.ts';

export interface SimulatedExchangeOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly future: CandleFuture;
  readonly instruments: readonly Instrument[];
  readonly fees: FeeSchedule;
  readonly costs?: TradingCosts;
  /** What the account holds when it is opened; ignored when the store knows an account already. */
  readonly balances: Readonly<Record<Asset, DecimalText>>;
  /** Without one the account lives in memory. */
  readonly store?: SimulatorStore;
  readonly faults?: ExchangeFaults;
}

type Failure = Exclude<CancelResult, { readonly tag: 'cancelled' | 'not-open' }>;

const UNANSWERED = { tag: 'outcome-unknown', cause: 'no answer in time' } as const;

/**
 * An exchange with one account, on candles: it stands behind the port in demo, paper and replay.
 *
 * It knows the whole market but uses only what has happened by the clock's now. Its own time moves when somebody calls: every call
 * first lets the market run up to now, so that open orders trigger and fill before the call sees the account.
 * Whatever happens is in the store before it is answered or told.
 */
export class SimulatedExchange implements Exchange {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rules: ExchangeRules;
  readonly #faults: ExchangeFaults;
  readonly #account: SimulatedAccount;
  readonly #events = new EventChannel<ExchangeEvent>();
  /** Requests that nobody waits for any more but that will still arrive, in the order of their arrival. */
  #delayed: readonly { readonly at: EpochMs; readonly carryOut: () => void }[] = [];

  constructor({
    clock,
    future,
    instruments,
    fees,
    costs = DEFAULT_TRADING_COSTS,
    balances,
    store,
    faults,
  }: SimulatedExchangeOptions) {
    this.#clock = clock;
    this.#rules = { instruments: new Map(instruments.map((instrument) => [instrument.symbol, instrument])), fees, costs, future };
    this.#faults = faults ?? {};
    this.#account = new SimulatedAccount({
      rules: this.#rules,
      store: store ?? null,
      balances,
      openedAt: clock.now(),
      isFollowed: () => this.#events.hasConsumers,
      onEvent: (event) => this.#emit(event),
    });
  }

  /**
   * Lets the market run up to `at`: whatever waits for a price triggers and fills in the order of time.
   * @throws InvariantError for an instant after the clock's now: it would let the account act on what is not known yet.
   */
  advanceTo(at: EpochMs): void {
    this.#refuseFuture(at);
    for (let next = this.#delayed[0]; next !== undefined && next.at <= at; next = this.#delayed[0]) {
      this.#delayed = this.#delayed.slice(1);
      this.#account.walkTo(next.at);
      next.carryOut();
    }
    this.#account.walkTo(at);
  }

  /**
   * When the next thing happens to an open order, if nobody does anything before; null when nothing does by `until`.
   * It looks into the future: only for whoever moves the clock, who thereby can stop it at each event.
   */
  nextChangeAt(until: EpochMs): EpochMs | null {
    const occurrenceAt = this.#account.nextOccurrenceAt(until) ?? Number.POSITIVE_INFINITY;
    const changeAt = Math.min(occurrenceAt, this.#delayed[0]?.at ?? Number.POSITIVE_INFINITY);
    return changeAt <= until ? changeAt : null;
  }

  /** Resolves when every event was consumed and all consumers wait for the next one. A consumer that never asks again keeps it waiting. */
  idle(): Promise<void> {
    return this.#events.idle();
  }

  /** The market's price at an instant that is not in the future, to the nearest tick; null when there is none. */
  priceAt(symbol: MarketSymbol, at: EpochMs): Price | null {
    this.#refuseFuture(at);
    const lastPrice = lastPriceAt(this.#rules.future, symbol, at);
    const tickSize = this.#rules.instruments.get(symbol)?.tickSize;
    if (lastPrice === null) return null;
    return price(tickSize === undefined || tickSize.isZero() ? lastPrice : price(lastPrice).toNearest(tickSize));
  }

  async place(request: ExchangeRequest): Promise<PlaceResult> {
    const fault = this.#placeFault(request);
    return this.#answer<PlaceResult>(
      () => this.#account.place(request.order),
      fault,
      (refused) => refused,
    );
  }

  async placeList(list: OrderListRequest): Promise<PlaceListResult> {
    const [order] = ordersOfList(list);
    const fault = this.#placeFault({ kind: 'list', order: order ?? list.stop, list });
    return this.#answer<PlaceListResult>(
      () => this.#account.placeList(list),
      fault,
      (refused) => refused,
    );
  }

  async replace({ cancel, place }: { readonly cancel: OrderKey; readonly place: ExchangeRequest }): Promise<ReplaceResult> {
    const { order } = place;
    const carryOut = (): ReplaceResult => this.#account.replace({ cancel, request: order });
    const placeFault = this.#placeFault({ kind: 'replacement', order, cancel });
    if (placeFault !== null) return this.#answer(carryOut, placeFault, (refused) => ({ cancel: refused, place: refused }));
    const cancelFault = this.#faults.beforeCancel?.(cancel) ?? null;
    return this.#answer(carryOut, cancelFault, (refused) => ({
      cancel: refused,
      place: refused.tag === 'rejected' ? { tag: 'not-attempted' } : refused,
    }));
  }

  async cancel(key: OrderKey): Promise<CancelResult> {
    this.#catchUp();
    const fault = this.#faults.beforeCancel?.(key) ?? null;
    return this.#answer<CancelResult>(
      () => this.#account.cancel(key),
      fault,
      (refused) => refused,
    );
  }

  async fetchOrder(key: OrderKey): Promise<OrderReport | null> {
    this.#beforeRead('order');
    return this.#account.newestReport(key);
  }

  async fetchOpenOrders(): Promise<readonly OrderReport[]> {
    this.#beforeRead('open-orders');
    return this.#account.openReports();
  }

  async fetchFills(query: { readonly symbol: MarketSymbol; readonly afterFillId: string | null }): Promise<readonly Fill[]> {
    this.#beforeRead('fills');
    return this.#account.fillsAfter(query.symbol, query.afterFillId);
  }

  async fetchBalances(): Promise<readonly Balance[]> {
    this.#beforeRead('balances');
    return this.#account.balances();
  }

  async fetchInstruments(): Promise<readonly Instrument[]> {
    this.#beforeRead('instruments');
    return [...this.#rules.instruments.values()];
  }

  async fetchFees(): Promise<FeeSchedule> {
    this.#beforeRead('fees');
    return this.#rules.fees;
  }

  events(signal: AbortSignal): AsyncIterable<ExchangeEvent> {
    return this.#events.subscribe(signal);
  }

  #refuseFuture(at: EpochMs): void {
    const now = this.#clock.now();
    if (at > now) throw new InvariantError(`the simulated exchange cannot go to ${isoTime(at)}: the clock says ${isoTime(now)}`);
  }

  #beforeRead(read: ExchangeRead): void {
    this.#catchUp();
    const fault = this.#faults.beforeRead?.(read) ?? null;
    if (fault !== null) throw fault;
  }

  #catchUp(): void {
    this.advanceTo(this.#clock.now());
  }

  #placeFault(request: PlacingRequest): PlaceFault | null {
    this.#catchUp();
    return this.#faults.beforePlace?.(request) ?? null;
  }

  /** Carries a request out as far as the fault lets it, and answers as far as the fault lets the answer through. */
  #answer<Result>(carryOut: () => Result, fault: PlaceFault | CancelFault | null, failed: (how: Failure) => Result): Result {
    if (fault === null) return carryOut();
    if (typeof fault === 'object' && 'reject' in fault) return failed({ tag: 'rejected', ...fault.reject });
    if (fault === 'lose-reply') carryOut();
    else if (typeof fault === 'object') this.#delay(carryOut, fault.delayMs);
    return failed(UNANSWERED);
  }

  #delay(carryOut: () => void, delayMs: DurationMs): void {
    this.#delayed = [...this.#delayed, { at: this.#account.now + delayMs, carryOut }].sort((left, right) => left.at - right.at);
  }

  #emit(event: ExchangeEvent): void {
    for (const told of this.#faults.beforeEvent?.(event) ?? [event]) this.#events.emit(told);
  }
}
