import type { DecimalText } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { ExchangeOrderId, OrderRequest } from '../domain/order.ts';
import type { OrderListRequest } from '../domain/order-list.ts';
import type { EpochMs } from '../domain/time.ts';
import type {
  Balance,
  CancelResult,
  ExchangeEvent,
  OrderKey,
  OrderReport,
  PlaceListResult,
  PlaceResult,
  ReplaceResult,
} from '../ports/exchange.ts';
import { eventsOf } from './account-events.ts';
import { AccountHistory } from './account-history.ts';
import { type AccountState, applyFact, balanceOf, EMPTY_ACCOUNT } from './account-state.ts';
import {
  decideCancel,
  decideOccurrence,
  decidePlacement,
  decideReplacement,
  type PlacementDecision,
  type ReplacementDecision,
} from './engine.ts';
import { INVALID_SYMBOL } from './filters.ts';
import type { ExchangeRules } from './matching.ts';
import { nextOccurrence } from './next-occurrence.ts';
import { decideListPlacement } from './place-list.ts';
import { decodeFacts, encodeFacts, openingFact, type SimulatorFact } from './simulator-fact.ts';

/** Where a simulated account outlives its process, as a real one does. Both calls return when they are done; a record must then be durable. */
export interface SimulatorStore {
  append(record: string): void;
  /** Every record that was appended, in that order. */
  load(): readonly string[];
}

interface AccountParts {
  readonly rules: ExchangeRules;
  readonly store: SimulatorStore | null;
  readonly balances: Readonly<Record<Asset, DecimalText>>;
  /** When the account is opened, where the store knows none yet. */
  readonly openedAt: EpochMs;
  /** Asked before events are made. */
  readonly isFollowed: () => boolean;
  readonly onEvent: (event: ExchangeEvent) => void;
}

/**
 * The account on the simulated exchange: the engine's decisions, carried out at the account's own time. Whatever happens is in the store
 * before it is answered or told.
 */
export class SimulatedAccount {
  readonly #parts: AccountParts;
  readonly #history = new AccountHistory();
  #state: AccountState = EMPTY_ACCOUNT;
  #walkedTo: EpochMs;

  constructor(parts: AccountParts) {
    this.#parts = parts;
    const records = parts.store?.load() ?? [];
    for (const fact of records.flatMap(decodeFacts)) this.#remember(fact);
    if (records.length === 0) this.#commit([openingFact(parts.balances, parts.openedAt)]);
    this.#walkedTo = this.#state.at;
  }

  /** The account's own time: the market has run up to here. */
  get now(): EpochMs {
    return this.#walkedTo;
  }

  /** Lets the market run up to `at`; whatever waits for a price triggers and fills in the order of time. */
  walkTo(at: EpochMs): void {
    while (this.#walkedTo <= at) {
      const occurrence = nextOccurrence(this.#parts.rules, this.#state, { from: this.#walkedTo, until: at });
      if (occurrence === null) break;
      this.#commit(decideOccurrence(this.#parts.rules, this.#state, occurrence).facts);
      this.#walkedTo = occurrence.point.at;
    }
    this.#walkedTo = Math.max(this.#walkedTo, at);
  }

  /** When the path next does something to an open order; null when nothing happens by `until`. */
  nextOccurrenceAt(until: EpochMs): EpochMs | null {
    return nextOccurrence(this.#parts.rules, this.#state, { from: this.#walkedTo, until })?.point.at ?? null;
  }

  place(request: OrderRequest): PlaceResult {
    const decision = decidePlacement(this.#parts.rules, this.#state, { request, at: this.#walkedTo });
    if (decision.tag === 'accepted') this.#commit(decision.facts);
    return this.#told(decision);
  }

  placeList(list: OrderListRequest): PlaceListResult {
    const decision = decideListPlacement(this.#parts.rules, this.#state, { list, at: this.#walkedTo });
    if (decision.tag === 'rejected') return decision;
    this.#commit(decision.facts);
    return {
      tag: 'accepted',
      reports: decision.exchangeOrderIds.map((id) => this.#history.report(id)),
      fills: fillsOf(decision.facts),
    };
  }

  replace({ cancel, request }: { readonly cancel: OrderKey; readonly request: OrderRequest }): ReplaceResult {
    const decision: ReplacementDecision = decideReplacement(this.#parts.rules, this.#state, {
      cancel,
      request,
      at: this.#walkedTo,
    });
    switch (decision.tag) {
      case 'rejected':
        return { cancel: decision, place: decision };
      case 'not-open':
        return { cancel: { tag: 'not-open' }, place: { tag: 'not-attempted' } };
      case 'cancelled':
        this.#commit(decision.facts);
        return {
          cancel: { tag: 'cancelled', report: this.#history.report(decision.cancelledOrderId) },
          place: this.#told(decision.placement),
        };
    }
  }

  cancel(key: OrderKey): CancelResult {
    if (!this.#parts.rules.instruments.has(key.symbol)) return { tag: 'rejected', ...INVALID_SYMBOL };
    const outcome = decideCancel(this.#parts.rules, this.#state, { key, at: this.#walkedTo });
    if (outcome === null) return { tag: 'not-open' };
    this.#commit(outcome.facts);
    return { tag: 'cancelled', report: this.#history.report(outcome.exchangeOrderId) };
  }

  newestReport(key: OrderKey): OrderReport | null {
    return this.#history.newestReport(key);
  }

  openReports(): readonly OrderReport[] {
    return this.#state.openOrders.map((order) => order.report);
  }

  fillsAfter(symbol: MarketSymbol, afterFillId: string | null): readonly Fill[] {
    return this.#history.fillsAfter(symbol, afterFillId);
  }

  /** Of every asset that the account holds. */
  balances(): readonly Balance[] {
    return [...this.#state.totals]
      .filter(([, total]) => !total.isZero())
      .map(([asset]) => balanceOf(this.#state, asset, this.#parts.rules.fees));
  }

  /** A committed placement as the exchange answers it. */
  #told(decision: PlacementDecision): PlaceResult {
    if (decision.tag === 'rejected') return decision;
    return { tag: 'accepted', report: this.#history.report(decision.exchangeOrderId), fills: fillsOf(decision.facts) };
  }

  #commit(facts: readonly SimulatorFact[]): void {
    const { store, rules, isFollowed, onEvent } = this.#parts;
    const before = this.#state;
    store?.append(encodeFacts(facts));
    for (const fact of facts) this.#remember(fact);
    if (!isFollowed()) return;
    const change = { before, after: this.#state, fees: rules.fees };
    const reportOf = (exchangeOrderId: ExchangeOrderId) => this.#history.report(exchangeOrderId);
    for (const event of eventsOf(facts, change, reportOf)) onEvent(event);
  }

  #remember(fact: SimulatorFact): void {
    this.#state = applyFact(this.#state, fact, this.#parts.rules.costs);
    this.#history.record(fact);
  }
}

function fillsOf(facts: readonly SimulatorFact[]): readonly Fill[] {
  return facts.flatMap((fact) => (fact.kind === 'filled' ? [fact.fill] : []));
}
