import { type Quantity, quantity, subtract, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import { InvariantError, invariant } from '../../domain/invariant.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Balance } from '../../ports/exchange.ts';
import { orderAfter, placedList, placedOrder } from './order-after.ts';
import { TICK_MS } from './tick-path.ts';
import type { VenueFact } from './venue-fact.ts';
import { locksOf } from './venue-locks.ts';
import { isOpen, type VenueList, type VenueOrder } from './venue-order.ts';
import type { VenueSymbol } from './venue-symbol.ts';

interface Taken {
  readonly tickAt: EpochMs;
  readonly quantity: Quantity;
}

/** The venue as it stands, without the history of what is closed. */
export interface VenueState {
  /** Time of the newest fact. */
  readonly at: EpochMs;
  readonly symbols: ReadonlyMap<MarketSymbol, VenueSymbol>;
  /** Free and locked amounts together. */
  readonly totals: ReadonlyMap<Asset, Quantity>;
  readonly externalLocks: ReadonlyMap<Asset, Quantity>;
  /** By order number, which is their priority in time: an amendment that keeps its priority keeps its number. */
  readonly openOrders: ReadonlyMap<number, VenueOrder>;
  readonly openLists: ReadonlyMap<number, VenueList>;
  readonly lastOrderId: number;
  readonly lastListId: number;
  readonly lastExecutionId: number;
  readonly lastPreventedMatchId: number;
  readonly lastTradeIds: ReadonlyMap<MarketSymbol, number>;
  readonly taken: ReadonlyMap<string, Taken>;
}

export function emptyVenue(symbols: readonly VenueSymbol[]): VenueState {
  return {
    at: 0,
    symbols: new Map(symbols.map((symbol) => [symbol.symbol, symbol])),
    totals: new Map(),
    externalLocks: new Map(),
    openOrders: new Map(),
    openLists: new Map(),
    lastOrderId: 0,
    lastListId: -1,
    lastExecutionId: 0,
    lastPreventedMatchId: -1,
    lastTradeIds: new Map(),
    taken: new Map(),
  };
}

/** The only way in which the venue changes. */
export function applyVenueFact(state: VenueState, fact: VenueFact): VenueState {
  const at = Math.max(state.at, fact.at);
  const lastExecutionId = 'executionId' in fact ? Math.max(state.lastExecutionId, fact.executionId) : state.lastExecutionId;
  return { ...state, ...changesBy(state, fact), at, lastExecutionId };
}

function changesBy(state: VenueState, fact: VenueFact): Partial<VenueState> {
  switch (fact.kind) {
    case 'opened':
      return { totals: new Map(fact.balances.map((balance) => [balance.asset, balance.quantity])) };
    case 'placed':
      return { openOrders: withEntry(state.openOrders, fact.orderId, placedOrder(fact)), lastOrderId: fact.orderId };
    case 'list-placed':
      return { openLists: withEntry(state.openLists, fact.orderListId, placedList(fact)), lastListId: fact.orderListId };
    case 'list-changed':
      return { openLists: listsAfter(state, fact) };
    case 'transferred':
      return { totals: moved(state.totals, fact.asset, fact.delta) };
    case 'externally-locked':
      return { externalLocks: moved(state.externalLocks, fact.asset, fact.delta) };
    case 'symbol-changed':
      return { symbols: withEntry(state.symbols, fact.symbol.symbol, fact.symbol) };
    case 'disturbed':
      return {};
    case 'traded':
      return { ...tradeChanges(state, fact), openOrders: ordersAfter(state, fact) };
    case 'prevented':
      return { openOrders: ordersAfter(state, fact), lastPreventedMatchId: fact.preventedMatchId };
    default:
      return { openOrders: ordersAfter(state, fact) };
  }
}

function withEntry<K, V>(entries: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(entries).set(key, value);
}

function moved(amounts: ReadonlyMap<Asset, Quantity>, asset: Asset, delta: Quantity): ReadonlyMap<Asset, Quantity> {
  return new Map(amounts).set(asset, quantity((amounts.get(asset) ?? ZERO_QUANTITY).plus(delta)));
}

function ordersAfter(state: VenueState, fact: VenueFact & { readonly orderId: number }): VenueState['openOrders'] {
  const changed = orderAfter(openOrderWith(state, fact.orderId), fact);
  const openOrders = new Map(state.openOrders);
  if (isOpen(changed)) openOrders.set(fact.orderId, changed);
  else openOrders.delete(fact.orderId);
  return openOrders;
}

function listsAfter(state: VenueState, fact: VenueFact & { readonly kind: 'list-changed' }): VenueState['openLists'] {
  const list = state.openLists.get(fact.orderListId);
  invariant(list !== undefined, `order list ${fact.orderListId} is not open`);
  const openLists = new Map(state.openLists);
  if (fact.listOrderStatus === 'ALL_DONE') openLists.delete(fact.orderListId);
  else openLists.set(fact.orderListId, { ...list, listStatusType: fact.listStatusType, transactionTime: fact.at });
  return openLists;
}

function tradeChanges(state: VenueState, fact: VenueFact & { readonly kind: 'traded' }): Partial<VenueState> {
  const { request } = openOrderWith(state, fact.orderId);
  const { baseAsset, quoteAsset } = symbolOf(state, request.symbol);
  const sign = request.side === 'BUY' ? 1 : -1;
  const withBase = moved(state.totals, baseAsset, quantity(fact.quantity.times(sign)));
  const withQuote = moved(withBase, quoteAsset, quantity(fact.quote.times(-sign)));
  const key = takenKey(request.symbol, fact.against === 'tape' ? 'tape' : request.side);
  const tickAt = tickOf(fact.at);
  return {
    totals: moved(withQuote, fact.fee.asset, quantity(fact.fee.quantity.negated())),
    lastTradeIds: withEntry(
      state.lastTradeIds,
      request.symbol,
      Math.max(fact.tradeId, state.lastTradeIds.get(request.symbol) ?? 0),
    ),
    taken:
      fact.against === 'own-order'
        ? state.taken
        : withEntry(state.taken, key, { tickAt, quantity: quantity(takenOf(state, key, fact.at).plus(fact.quantity)) }),
  };
}

function tickOf(at: EpochMs): EpochMs {
  return Math.floor(at / TICK_MS) * TICK_MS;
}

/** What orders took since the newest public trade before `at`; with the next trade the book is whole again. */
export function takenOf(state: VenueState, key: string, at: EpochMs): Quantity {
  const taken = state.taken.get(key);
  return taken === undefined || taken.tickAt !== tickOf(at) ? ZERO_QUANTITY : taken.quantity;
}

export function takenKey(symbol: MarketSymbol, of: 'BUY' | 'SELL' | 'tape'): string {
  return `${symbol}/${of}`;
}

/** @throws InvariantError when no such order is open. */
export function openOrderWith(state: VenueState, orderId: number): VenueOrder {
  const order = state.openOrders.get(orderId);
  invariant(order !== undefined, `order ${orderId} is not open on the venue`);
  return order;
}

/** @throws InvariantError for an unknown symbol: no order of it can have been accepted. */
export function symbolOf(state: VenueState, symbol: MarketSymbol): VenueSymbol {
  const found = state.symbols.get(symbol);
  invariant(found !== undefined, `the venue has no market ${symbol}`);
  return found;
}

/** @throws InvariantError when more is locked than there is. */
export function venueBalanceOf(state: VenueState, asset: Asset, fees: FeeSchedule): Balance {
  const total = state.totals.get(asset) ?? ZERO_QUANTITY;
  const external = state.externalLocks.get(asset) ?? ZERO_QUANTITY;
  const locked = quantity((locksOf(state, fees).get(asset) ?? ZERO_QUANTITY).plus(external));
  const free = subtract(total, locked);
  if (free.isNegative() && !free.isZero())
    throw new InvariantError(`more ${asset} is locked (${locked.toFixed()}) than there is (${total.toFixed()})`);
  return { asset, free, locked };
}
