import type { DecimalText } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, hourStart } from '../../domain/time.ts';
import type { CandleFuture } from '../candle-future.ts';
import type { Refusal } from '../filters.ts';
import type { SimulatorStore } from '../simulator-store.ts';
import { type CancelRequest, cancelList, cancelOpenOrders, cancelOrder } from './cancel-order.ts';
import { judgeByApi } from './judge-order.ts';
import { type ListPlacement, placeList, type VenueListRequest } from './place-list.ts';
import { type Placement, placeOrder } from './place-order.ts';
import {
  type Amendment,
  type AmendRequest,
  amendOrder,
  type CancelReplaceRequest,
  cancelReplace,
  type Replacement,
} from './replace-order.ts';
import { type BookLevel, type BookModel, DEFAULT_BOOK } from './venue-book.ts';
import { VenueBooks } from './venue-books.ts';
import type { TakerFault, VenueDraft } from './venue-draft.ts';
import type { NumberedEvent } from './venue-event-log.ts';
import { type VenueCall, VenueFaultPlan, type VenueHappening } from './venue-faults.ts';
import { applyHappening } from './venue-happenings.ts';
import type { VenueTrade } from './venue-history.ts';
import { VenueMarket } from './venue-market.ts';
import type { VenueOrder, VenueOrderRequest, VenueSide } from './venue-order.ts';
import { VenueReads } from './venue-reads.ts';
import { type ExchangeFilters, NO_EXCHANGE_FILTERS, type VenueSymbol } from './venue-symbol.ts';
import { walkTick } from './walk-tick.ts';

export interface VenueAccountOptions {
  readonly future: CandleFuture;
  /** What the markets accept at the start; later changes are facts. */
  readonly symbols: readonly VenueSymbol[];
  readonly fees: FeeSchedule;
  /** Of the trades inside the candles. */
  readonly seed: number;
  /** When the account opens; ignored when the store knows one. */
  readonly openedAt: EpochMs;
  readonly balances: Readonly<Record<Asset, DecimalText>>;
  readonly book?: BookModel;
  readonly exchangeFilters?: ExchangeFilters;
  readonly store?: SimulatorStore;
  readonly faults?: VenueFaultPlan;
}

/** The caller hears nothing: `executed` says what it cannot know. The server hangs, cuts the connection or answers −1007, as its own faults say. */
export interface NoAnswer {
  readonly tag: 'no-answer';
  readonly executed: boolean;
}

/**
 * One account on a whole Binance Spot exchange, in the venue's words: what a server puts on the wire.
 *
 * Its time is moved by `advanceTo` alone, and every call acts at that time, so a caller first advances to its clock's now. A call returns
 * when its effects are stored; `eventsAfter` then has its events. Requests that are refused leave no trace.
 */
export class VenueAccount {
  readonly market: VenueMarket;
  readonly reads: VenueReads;
  readonly faults: VenueFaultPlan;
  readonly fees: FeeSchedule;
  readonly #books: VenueBooks;
  #late: readonly { readonly at: EpochMs; readonly act: (draft: VenueDraft) => void }[] = [];
  #now: EpochMs;

  constructor(options: VenueAccountOptions) {
    const {
      future,
      symbols,
      fees,
      seed,
      openedAt,
      balances,
      book = DEFAULT_BOOK,
      exchangeFilters = NO_EXCHANGE_FILTERS,
    } = options;
    const tickSizes = new Map(symbols.map(({ symbol, filters }) => [symbol, filters.priceFilter.tickSize]));
    this.market = new VenueMarket({ future, seed, tickSizes });
    this.fees = fees;
    this.faults = options.faults ?? new VenueFaultPlan();
    this.#books = new VenueBooks({ market: this.market, fees, book, exchangeFilters }, { symbols, store: options.store ?? null });
    this.reads = new VenueReads({
      books: this.#books,
      faults: this.faults,
      now: () => this.#now,
    });
    this.#now = this.#books.open({ balances, openedAt });
    if (this.#now > openedAt) this.faults.forgetUntil(this.#now);
  }

  get now(): EpochMs {
    return this.#now;
  }

  /** The symbols as they are now: rules, status, reference prices. */
  get symbols(): readonly VenueSymbol[] {
    return [...this.#books.state.symbols.values()];
  }

  /** What is open now, read by nobody's request: no fault meets it. */
  get openOrders(): readonly VenueOrder[] {
    return [...this.#books.state.openOrders.values()];
  }

  /** Every order there ever was, as it is now. */
  get orders(): readonly VenueOrder[] {
    return this.#books.history.orders(this.#now);
  }

  tradesOf(symbol: MarketSymbol): readonly VenueTrade[] {
    return this.#books.history.trades(symbol, this.#now);
  }

  /** The best prices and depth as a taker of that side finds them now: asks for BUY, bids for SELL. */
  levels(symbol: MarketSymbol, side: VenueSide): readonly BookLevel[] {
    return this.#draftNow().levels(symbol, side);
  }

  /**
   * Lets everything happen up to `at` (included) in the order of time: public trades fill and trigger, faults strike, late requests arrive.
   * @throws InvariantError for a time in the past.
   */
  advanceTo(at: EpochMs): void {
    invariant(at >= this.#now, `the venue cannot go back from ${this.#now} to ${at}`);
    for (;;) {
      const lateAt = this.#late[0]?.at ?? Number.POSITIVE_INFINITY;
      const faultAt = Math.max(this.faults.nextAt ?? Number.POSITIVE_INFINITY, this.#now);
      const nextAt = Math.min(lateAt, faultAt);
      if (nextAt > at) break;
      this.#walkTo(nextAt);
      if (faultAt <= lateAt) this.#strike();
      else this.#admitLate();
    }
    this.#walkTo(at);
  }

  placeOrder(request: VenueOrderRequest): Placement | NoAnswer {
    return this.#call('place', (draft) => placeOrder(draft, request));
  }

  placeList(request: VenueListRequest): ListPlacement | NoAnswer {
    return this.#call('place', (draft) => placeList(draft, request));
  }

  /** `POST /order/test`: what the exchange would refuse before its engine; null when it would pass. */
  testOrder(request: VenueOrderRequest): Refusal | null {
    const judged = judgeByApi(this.#draftNow(), request);
    return judged.tag === 'refused' ? judged.refusal : null;
  }

  cancelOrder(request: CancelRequest): ReturnType<typeof cancelOrder> | NoAnswer {
    return this.#call('cancel', (draft) => cancelOrder(draft, request));
  }

  /** `DELETE /orderList`; null when no such list is open: −2011. */
  cancelList(request: Parameters<typeof cancelList>[1]): ReturnType<typeof cancelList> | NoAnswer {
    return this.#call('cancel', (draft) => cancelList(draft, request));
  }

  /** `DELETE /openOrders`; an empty answer is −2011 on the wire. */
  cancelOpenOrders(symbol: MarketSymbol): ReturnType<typeof cancelOpenOrders> | NoAnswer {
    return this.#call('cancel', (draft) => cancelOpenOrders(draft, symbol));
  }

  cancelReplace(request: CancelReplaceRequest): Replacement | NoAnswer {
    return this.#call('place', (draft) => cancelReplace(draft, request));
  }

  amendOrder(request: AmendRequest): Amendment | NoAnswer {
    return this.#call('cancel', (draft) => amendOrder(draft, request));
  }

  /** A market's rules or status change now; what is open stays. */
  changeSymbol(symbol: MarketSymbol, change: Partial<Omit<VenueSymbol, 'symbol' | 'baseAsset' | 'quoteAsset'>>): void {
    const draft = this.#draftNow();
    this.#books.commit([{ kind: 'symbol-changed', at: this.#now, symbol: { ...draft.symbol(symbol), ...change } }]);
  }

  /** Does at once what a script would do at its time: deposits, withdrawals, orders and cancels by hand, jumps, maintenance. */
  strike(happening: VenueHappening): void {
    const draft = this.#draftNow();
    applyHappening(draft, happening);
    if (draft.facts.length > 0) this.faults.count(happening.fault);
    this.#books.commit(draft.facts);
  }

  /** What was told after the event of that number, oldest first; 0 for all that are kept. Numbers begin anew with the process. */
  eventsAfter(sequence: number): readonly NumberedEvent[] {
    return this.#books.events.after(sequence);
  }

  #draftNow(takerFault: TakerFault | null = null): VenueDraft {
    return this.#books.draft(this.#now, takerFault);
  }

  #call<T>(call: VenueCall, act: (draft: VenueDraft) => T): T | NoAnswer {
    const fault = this.faults.takeCallFault(call, this.#now);
    if (fault?.fault === 'lose-request') return { tag: 'no-answer', executed: false };
    if (fault?.fault === 'late-admission') {
      this.#late = [...this.#late, { at: this.#now + fault.delayMs, act }].sort((left, right) => left.at - right.at);
      return { tag: 'no-answer', executed: false };
    }
    const draft = this.#draftNow(
      fault?.fault === 'partial-fill'
        ? { fractionMax: fault.fractionMax }
        : fault?.fault === 'expire'
          ? { expire: fault.reason }
          : null,
    );
    const answer = act(draft);
    this.#books.commit(draft.facts);
    return fault?.fault === 'lose-reply' ? { tag: 'no-answer', executed: draft.facts.length > 0 } : answer;
  }

  #strike(): void {
    const happening = this.faults.takeHappening();
    if (happening !== null) this.strike(happening);
  }

  #admitLate(): void {
    const [first, ...rest] = this.#late;
    this.#late = rest;
    const draft = this.#draftNow();
    first?.act(draft);
    this.#books.commit(draft.facts);
  }

  #walkTo(at: EpochMs): void {
    while (this.#now < at) {
      const until = Math.min(at, hourStart(this.#now) + HOUR_MS);
      const active = [...new Set([...this.#books.state.openOrders.values()].map((order) => order.request.symbol))];
      const ticks = active.flatMap((symbol) =>
        this.market.ticksBetween(symbol, { from: this.#now, until }).map((tick) => ({ symbol, tick })),
      );
      for (const { symbol, tick } of ticks.sort((left, right) => left.tick.at - right.tick.at)) {
        if (this.#books.state.symbols.get(symbol)?.status !== 'TRADING') continue;
        this.#now = tick.at;
        const draft = this.#draftNow();
        walkTick(draft, { symbol, tick, extremes: this.#books.extremes });
        this.#books.commit(draft.facts);
      }
      this.#now = until;
    }
  }
}
