import { add, notional, type QuoteAmount, ZERO_QUANTITY, ZERO_QUOTE } from '../domain/decimal.ts';
import type { Encoded } from '../domain/encoded.ts';
import { decodeFill, type Fill, fillKey } from '../domain/fill.ts';
import { invariant } from '../domain/invariant.ts';
import type { FactOf, JournalEntry, JournalFact } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import {
  type ClientOrderId,
  decodeOrderIntent,
  decodeOrderState,
  isLive,
  type OrderLeg,
  type OrderPurpose,
  type OrderState,
} from '../domain/order.ts';
import type { Marks } from '../domain/position.ts';
import type { LiveStop } from './decide-protection.ts';
import {
  areFillsMissing,
  isInDoubt,
  isStateNews,
  remainingQuantityOf,
  type TrackedOrder,
  withBookedFill,
  withOrderState,
} from './tracked-order.ts';

/**
 * Every order that we ever intended, and where it stands: a fold of the journal.
 * Repeats and late news are ignored; a step that the transition table does not know is an InvariantError.
 */
export class OrderTracker {
  readonly #orders = new Map<ClientOrderId, TrackedOrder>();
  /** Those that are not done with: live, lost, or with fills still to be booked. Small, however long the journal. */
  readonly #watched = new Map<ClientOrderId, TrackedOrder>();
  readonly #fillKeys = new Set<string>();
  readonly #newestFillIds = new Map<MarketSymbol, string>();
  readonly #attempts = new Map<string, number>();
  readonly #ofProposal = new Map<string, readonly ClientOrderId[]>();

  apply({ at, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'order-intended':
        this.#intend(fact, at);
        break;
      case 'order-changed':
        this.#put(withOrderState(this.#known(fact.clientOrderId), decodeOrderState(fact.state)));
        break;
      case 'fill-booked':
        this.#book(decodeFill(fact.fill));
        break;
      default:
    }
  }

  order(clientOrderId: ClientOrderId): TrackedOrder | null {
    return this.#orders.get(clientOrderId) ?? null;
  }

  /** True only for orders that this journal intended: an id that merely looks like ours is not ours to touch. */
  isOwn(clientOrderId: ClientOrderId): boolean {
    return this.#orders.has(clientOrderId);
  }

  /** Why an order was sent, for the books. */
  reasonOf(clientOrderId: ClientOrderId): FactOf<'fill-booked'>['reason'] {
    return this.order(clientOrderId)?.intent.reason ?? 'unknown';
  }

  purposeOf(clientOrderId: ClientOrderId): OrderPurpose | null {
    return this.order(clientOrderId)?.intent.purpose ?? null;
  }

  /** The orders that carried out a proposal, oldest first. */
  ordersOfProposal(proposalId: string): readonly TrackedOrder[] {
    return (this.#ofProposal.get(proposalId) ?? []).flatMap((clientOrderId) => this.order(clientOrderId) ?? []);
  }

  /** False when `apply` would ignore the state: a repeat, or late news of an order that has ended. */
  isNews(clientOrderId: ClientOrderId, state: Encoded<OrderState>): boolean {
    const order = this.order(clientOrderId);
    return order === null || isStateNews(order.state, decodeOrderState(state));
  }

  /**
   * To be asked before facts are written: a journal that held an impossible step could not be read again.
   * @throws InvariantError for a step that the transition table does not know after those before it.
   */
  assertSteps(facts: readonly JournalFact[]): void {
    const orders = new Map<ClientOrderId, TrackedOrder>();
    for (const fact of facts) {
      if (fact.kind !== 'order-changed') continue;
      const order = orders.get(fact.clientOrderId) ?? this.order(fact.clientOrderId);
      if (order !== null) orders.set(fact.clientOrderId, withOrderState(order, decodeOrderState(fact.state)));
    }
  }

  hasFill(fill: Pick<Fill, 'symbol' | 'id'>): boolean {
    return this.#fillKeys.has(fillKey(fill));
  }

  /** The fill of a market after which those not booked yet begin; late fills of older orders aside. Null when none was booked. */
  newestFillId(symbol: MarketSymbol): string | null {
    return this.#newestFillIds.get(symbol) ?? null;
  }

  /** Orders that hold, or may hold, coins or cash on the exchange, oldest first. */
  liveOrders(symbol?: MarketSymbol): readonly TrackedOrder[] {
    return this.#select(symbol, (order) => isLive(order.state.tag));
  }

  /** Orders of which nobody knows whether the exchange has them. */
  inDoubt(symbol?: MarketSymbol): readonly TrackedOrder[] {
    return this.#select(symbol, isInDoubt);
  }

  /** Orders that were not found in time and are looked for until they are given up. */
  lost(): readonly TrackedOrder[] {
    return this.#select(undefined, (order) => order.state.tag === 'lost');
  }

  /** Orders of which the exchange said that more was filled than is booked. */
  fillsMissing(): readonly TrackedOrder[] {
    return this.#select(undefined, areFillsMissing);
  }

  /** What protection decides on: the stops known to rest on the exchange, and every sell that may or may not be there. */
  protectionOf(symbol: MarketSymbol): {
    readonly liveStops: readonly LiveStop[];
    readonly sellsInDoubt: readonly ClientOrderId[];
  } {
    const liveStops: LiveStop[] = [];
    const sellsInDoubt: ClientOrderId[] = [];
    for (const order of this.liveOrders(symbol)) {
      const { clientOrderId, purpose, request } = order.intent;
      if (purpose === 'entry' || this.#isBeforeItsEntry(order)) continue;
      if (order.state.tag === 'pending' || isInDoubt(order)) sellsInDoubt.push(clientOrderId);
      else if (purpose === 'stop' && 'stopPrice' in request.order) {
        liveStops.push({ clientOrderId, remainingQuantity: remainingQuantityOf(order), stopPrice: request.order.stopPrice });
      }
    }
    return { liveStops, sellsInDoubt };
  }

  /**
   * True while the entry that an exit of a list waits for may still be filled and nothing of it is booked: until then there is nothing that
   * the exit could guard. One that works already is told before its entry's fill at times; it is no orphan.
   */
  #isBeforeItsEntry({ intent, state }: TrackedOrder): boolean {
    const entry = this.order(intent.list?.waitsFor ?? '');
    if (entry === null || !isLive(entry.state.tag) || !entry.bookedQuantity.isZero()) return false;
    return state.tag === 'pending' || state.tag === 'open';
  }

  /** How many of our stop and target orders rest, or may rest, on each market. */
  openStopOrders(): ReadonlyMap<MarketSymbol, number> {
    const counts = new Map<MarketSymbol, number>();
    for (const { intent } of this.liveOrders()) {
      const { symbol } = intent.request.order;
      if (intent.purpose === 'stop' || intent.purpose === 'target') counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    return counts;
  }

  /**
   * The cash that live entries may still take, at their limit price, a market order's at the mark.
   * @returns null when a market order has no mark: what it may take is then unknown.
   */
  reservedQuote(marks: Marks): QuoteAmount | null {
    let reserved = ZERO_QUOTE;
    for (const order of this.liveOrders()) {
      if (order.intent.purpose !== 'entry') continue;
      const { request } = order.intent;
      const at = 'price' in request.order ? request.order.price : marks.get(request.order.symbol)?.price;
      if (at === undefined) return null;
      reserved = add(reserved, notional(at, remainingQuantityOf(order)));
    }
    return reserved;
  }

  /** The number of the next attempt at an order: 1 for the first, over all epochs. */
  nextAttempt(order: { readonly trigger: string; readonly symbol: MarketSymbol; readonly leg: OrderLeg }): number {
    invariant(!order.trigger.includes('-'), `the trigger of an order id holds no dash, got "${order.trigger}"`);
    return (this.#attempts.get(`${order.trigger}-${order.symbol}-${order.leg}`) ?? 0) + 1;
  }

  #intend(fact: FactOf<'order-intended'>, at: number): void {
    const intent = decodeOrderIntent(fact.intent);
    const { clientOrderId, request } = intent;
    invariant(!this.#orders.has(clientOrderId), `order ${clientOrderId} was intended twice`);
    const fillIdBefore = this.newestFillId(request.order.symbol);
    const booked = { bookedQuantity: ZERO_QUANTITY, bookedQuote: ZERO_QUOTE };
    this.#put({ intent, state: { tag: 'planned' }, intendedAt: at, fillIdBefore, ...booked });
    if (intent.proposalId !== null) {
      this.#ofProposal.set(intent.proposalId, [...(this.#ofProposal.get(intent.proposalId) ?? []), clientOrderId]);
    }
    const named = attemptOf(clientOrderId);
    if (named !== null) this.#attempts.set(named.key, Math.max(this.#attempts.get(named.key) ?? 0, named.attempt));
  }

  #book(fill: Fill): void {
    if (this.hasFill(fill)) return;
    this.#fillKeys.add(fillKey(fill));
    const newest = this.newestFillId(fill.symbol);
    if (newest === null || isLaterFillId(fill.id, newest)) this.#newestFillIds.set(fill.symbol, fill.id);
    const order = this.order(fill.clientOrderId);
    if (order !== null) this.#put(withBookedFill(order, fill));
  }

  #known(clientOrderId: ClientOrderId): TrackedOrder {
    const order = this.order(clientOrderId);
    invariant(order !== null, `order ${clientOrderId} changed without having been intended`);
    return order;
  }

  #put(order: TrackedOrder): void {
    const { clientOrderId } = order.intent;
    this.#orders.set(clientOrderId, order);
    if (isLive(order.state.tag) || order.state.tag === 'lost' || areFillsMissing(order)) this.#watched.set(clientOrderId, order);
    else this.#watched.delete(clientOrderId);
  }

  #select(symbol: MarketSymbol | undefined, wanted: (order: TrackedOrder) => boolean): readonly TrackedOrder[] {
    const selected: TrackedOrder[] = [];
    for (const order of this.#watched.values()) {
      if ((symbol === undefined || order.intent.request.order.symbol === symbol) && wanted(order)) selected.push(order);
    }
    return selected;
  }
}

/** `steward-P12-BTCUSDT-e2-7` → the key `P12-BTCUSDT-e` and the attempt 2. */
function attemptOf(clientOrderId: ClientOrderId): { readonly key: string; readonly attempt: number } | null {
  const match = /([^-]+-[A-Z0-9]+USDT-[exst])(\d+)-\d+$/.exec(clientOrderId);
  const [, key, attempt] = match ?? [];
  return key === undefined || attempt === undefined ? null : { key, attempt: Number(attempt) };
}

/** Fill ids are whole numbers as text, too long for a number to hold exactly: the longer one, else the larger one, is later. */
function isLaterFillId(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length;
}
