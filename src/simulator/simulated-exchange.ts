import { type DecimalText, type Price, price } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { ExchangeRequest } from '../domain/order.ts';
import { type EpochMs, isoTime } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Balance, CancelResult, Exchange, ExchangeEvent, OrderKey, OrderReport, PlaceResult } from '../ports/exchange.ts';
import { eventsOf } from './account-events.ts';
import { AccountHistory } from './account-history.ts';
import { type AccountState, applyFact, balanceOf, EMPTY_ACCOUNT } from './account-state.ts';
import { type CandleFuture, lastPriceAt } from './candle-future.ts';
import { decideCancel, decideOccurrence, decidePlacement } from './engine.ts';
import { EventChannel } from './event-channel.ts';
import type { ExchangeFaults, ExchangeRead } from './faults.ts';
import { DEFAULT_TRADING_COSTS, type TradingCosts } from './fill-model.ts';
import { INVALID_SYMBOL } from './filters.ts';
import type { ExchangeRules } from './matching.ts';
import { nextOccurrence } from './next-occurrence.ts';
import { decodeFacts, encodeFacts, openingFact, type SimulatorFact } from './simulator-fact.ts';

/** Where a simulated account outlives its process, as a real one does. Both calls return when they are done; a record must then be durable. */
export interface SimulatorStore {
  append(record: string): void;
  /** Every record that was appended, in that order. */
  load(): readonly string[];
}

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

const NO_ANSWER = 'no answer in time';

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
  readonly #store: SimulatorStore | null;
  readonly #faults: ExchangeFaults;
  readonly #history = new AccountHistory();
  readonly #events = new EventChannel<ExchangeEvent>();
  /** Requests that nobody waits for any more but that will still arrive, in the order of their arrival. */
  #delayed: readonly { readonly at: EpochMs; readonly request: ExchangeRequest }[] = [];
  #state: AccountState = EMPTY_ACCOUNT;
  #walkedTo: EpochMs;

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
    this.#store = store ?? null;
    this.#faults = faults ?? {};
    const records = store?.load() ?? [];
    for (const fact of records.flatMap(decodeFacts)) this.#remember(fact);
    if (records.length === 0) this.#commit([openingFact(balances, clock.now())]);
    this.#walkedTo = this.#state.at;
  }

  /**
   * Lets the market run up to `at`: whatever waits for a price triggers and fills in the order of time.
   * @throws InvariantError for an instant after the clock's now: it would let the account act on what is not known yet.
   */
  advanceTo(at: EpochMs): void {
    this.#refuseFuture(at);
    for (let next = this.#delayed[0]; next !== undefined && next.at <= at; next = this.#delayed[0]) {
      this.#delayed = this.#delayed.slice(1);
      this.#walkTo(next.at);
      this.#execute(next.request);
    }
    this.#walkTo(at);
  }

  /**
   * When the next thing happens to an open order, if nobody does anything before; null when nothing does by `until`.
   * It looks into the future: only for whoever moves the clock, who thereby can stop it at each event.
   */
  nextChangeAt(until: EpochMs): EpochMs | null {
    const occurrence = nextOccurrence(this.#rules, this.#state, { from: this.#walkedTo, until });
    const changeAt = Math.min(occurrence?.point.at ?? Number.POSITIVE_INFINITY, this.#delayed[0]?.at ?? Number.POSITIVE_INFINITY);
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
    this.#catchUp();
    const fault = this.#faults.beforePlace?.(request) ?? null;
    if (fault === 'lose-request') return { tag: 'outcome-unknown', cause: NO_ANSWER };
    if (fault !== null && typeof fault === 'object') {
      if ('reject' in fault) return { tag: 'rejected', ...fault.reject };
      this.#delayed = [...this.#delayed, { at: this.#walkedTo + fault.delayMs, request }].sort(
        (left, right) => left.at - right.at,
      );
      return { tag: 'outcome-unknown', cause: NO_ANSWER };
    }
    const result = this.#execute(request);
    return fault === 'lose-reply' ? { tag: 'outcome-unknown', cause: NO_ANSWER } : result;
  }

  async cancel(key: OrderKey): Promise<CancelResult> {
    this.#catchUp();
    const fault = this.#faults.beforeCancel?.(key) ?? null;
    if (fault === 'lose-request') return { tag: 'outcome-unknown', cause: NO_ANSWER };
    if (fault !== null && typeof fault === 'object') return { tag: 'rejected', ...fault.reject };
    const result = this.#executeCancel(key);
    return fault === 'lose-reply' ? { tag: 'outcome-unknown', cause: NO_ANSWER } : result;
  }

  async fetchOrder(key: OrderKey): Promise<OrderReport | null> {
    this.#beforeRead('order');
    return this.#history.newestReport(key);
  }

  async fetchOpenOrders(): Promise<readonly OrderReport[]> {
    this.#beforeRead('open-orders');
    return this.#state.openOrders.map((order) => order.report);
  }

  async fetchFills(query: { readonly symbol: MarketSymbol; readonly afterFillId: string | null }): Promise<readonly Fill[]> {
    this.#beforeRead('fills');
    return this.#history.fillsAfter(query.symbol, query.afterFillId);
  }

  async fetchBalances(): Promise<readonly Balance[]> {
    this.#beforeRead('balances');
    return [...this.#state.totals]
      .filter(([, total]) => !total.isZero())
      .map(([asset]) => balanceOf(this.#state, asset, this.#rules.fees));
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

  #walkTo(at: EpochMs): void {
    while (this.#walkedTo <= at) {
      const occurrence = nextOccurrence(this.#rules, this.#state, { from: this.#walkedTo, until: at });
      if (occurrence === null) break;
      this.#commit(decideOccurrence(this.#rules, this.#state, occurrence).facts);
      this.#walkedTo = occurrence.point.at;
    }
    this.#walkedTo = Math.max(this.#walkedTo, at);
  }

  #execute({ order }: ExchangeRequest): PlaceResult {
    const decision = decidePlacement(this.#rules, this.#state, { request: order, at: this.#walkedTo });
    if (decision.tag === 'rejected') return decision;
    this.#commit(decision.facts);
    return {
      tag: 'accepted',
      report: this.#history.report(decision.exchangeOrderId),
      fills: decision.facts.flatMap((fact) => (fact.kind === 'filled' ? [fact.fill] : [])),
    };
  }

  #executeCancel(key: OrderKey): CancelResult {
    if (!this.#rules.instruments.has(key.symbol)) return { tag: 'rejected', ...INVALID_SYMBOL };
    const outcome = decideCancel(this.#rules, this.#state, { key, at: this.#walkedTo });
    const report = this.#history.newestReport(key);
    if (outcome === null || report === null) return { tag: 'not-open' };
    this.#commit(outcome.facts);
    return { tag: 'cancelled', report: this.#history.report(report.exchangeOrderId) };
  }

  #commit(facts: readonly SimulatorFact[]): void {
    const before = this.#state;
    this.#store?.append(encodeFacts(facts));
    for (const fact of facts) this.#remember(fact);
    if (!this.#events.hasConsumers) return;
    const change = { before, after: this.#state, fees: this.#rules.fees };
    for (const event of eventsOf(facts, change, (id) => this.#history.report(id))) this.#emit(event);
  }

  #remember(fact: SimulatorFact): void {
    this.#state = applyFact(this.#state, fact, this.#rules.costs);
    this.#history.record(fact);
  }

  #emit(event: ExchangeEvent): void {
    for (const told of this.#faults.beforeEvent?.(event) ?? [event]) this.#events.emit(told);
  }
}
