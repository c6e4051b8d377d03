import { add, notional, type Quantity, quantity, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule } from '../domain/instrument.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import { type Asset, baseAssetOf, type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { ExchangeOrderId } from '../domain/order.ts';
import { type EpochMs, hourStart } from '../domain/time.ts';
import type { Balance } from '../ports/exchange.ts';
import type { TradingCosts } from './fill-model.ts';
import { activatedOrder, filledOrder, lockOf, type OpenOrder, openOrderOf, reportAfter, triggeredOrder } from './open-order.ts';
import type { SimulatorFact } from './simulator-fact.ts';

/** The account as the exchange keeps it, without its history. What open orders hold is derived from them and kept nowhere else. */
export interface AccountState {
  /** Time of the newest fact. */
  readonly at: EpochMs;
  /** Free and locked amounts together. */
  readonly totals: ReadonlyMap<Asset, Quantity>;
  /** In the order of their placing. */
  readonly openOrders: readonly OpenOrder[];
  readonly lastOrderNumber: number;
  readonly lastFillNumbers: ReadonlyMap<MarketSymbol, number>;
  /** What orders got of the newest candle in which a market had fills. */
  readonly volumeTaken: ReadonlyMap<MarketSymbol, { readonly candleOpenedAt: EpochMs; readonly quantity: Quantity }>;
}

export const EMPTY_ACCOUNT: AccountState = {
  at: 0,
  totals: new Map(),
  openOrders: [],
  lastOrderNumber: 0,
  lastFillNumbers: new Map(),
  volumeTaken: new Map(),
};

/** The only way in which the account changes. */
export function applyFact(state: AccountState, fact: SimulatorFact, costs: TradingCosts): AccountState {
  const at = Math.max(state.at, fact.at);
  switch (fact.kind) {
    case 'opened':
      return { ...state, at, totals: new Map(fact.balances.map((balance) => [balance.asset, balance.quantity])) };
    case 'placed':
      return {
        ...state,
        at,
        openOrders: [...state.openOrders, openOrderOf(fact, costs)],
        lastOrderNumber: Number(fact.exchangeOrderId),
      };
    case 'activated':
      return {
        ...state,
        at,
        openOrders: withOrder(state.openOrders, fact.exchangeOrderId, (order) =>
          activatedOrder(order, reportAfter(order.report, fact), costs),
        ),
      };
    case 'triggered':
      return {
        ...state,
        at,
        openOrders: withOrder(state.openOrders, fact.exchangeOrderId, (order) =>
          triggeredOrder(order, reportAfter(order.report, fact), costs),
        ),
      };
    case 'filled':
      return { ...applyFill(state, fact), at };
    case 'closed':
      return { ...state, at, openOrders: withOrder(state.openOrders, fact.exchangeOrderId, () => null) };
  }
}

function applyFill(state: AccountState, fact: SimulatorFact & { readonly kind: 'filled' }): AccountState {
  const { fill } = fact;
  return {
    ...state,
    totals: totalsAfter(state.totals, fill),
    openOrders: withOrder(state.openOrders, fill.exchangeOrderId, (order) => {
      const report = reportAfter(order.report, fact);
      return report.status === 'filled' ? null : filledOrder(order, report, fill);
    }),
    lastFillNumbers: new Map(state.lastFillNumbers).set(fill.symbol, Number(fill.id)),
    volumeTaken: new Map(state.volumeTaken).set(fill.symbol, {
      candleOpenedAt: hourStart(fill.at),
      quantity: add(volumeTakenOf(state, fill.symbol, fill.at), fill.quantity),
    }),
  };
}

function totalsAfter(totals: ReadonlyMap<Asset, Quantity>, fill: Fill): ReadonlyMap<Asset, Quantity> {
  const base = baseAssetOf(fill.symbol);
  const cash = quantity(notional(fill.price, fill.quantity));
  const [received, given] =
    fill.side === 'buy'
      ? [
          { asset: base, quantity: fill.quantity },
          { asset: QUOTE_ASSET, quantity: cash },
        ]
      : [
          { asset: QUOTE_ASSET, quantity: cash },
          { asset: base, quantity: fill.quantity },
        ];
  const after = new Map(totals);
  const move = (asset: Asset, amount: (total: Quantity) => Quantity): void => {
    after.set(asset, amount(after.get(asset) ?? ZERO_QUANTITY));
  };
  move(received.asset, (total) => add(total, received.quantity));
  move(given.asset, (total) => subtract(total, given.quantity));
  move(fill.fee.asset, (total) => subtract(total, fill.fee.quantity));
  return after;
}

function withOrder(
  openOrders: readonly OpenOrder[],
  exchangeOrderId: ExchangeOrderId,
  change: (order: OpenOrder) => OpenOrder | null,
): readonly OpenOrder[] {
  return openOrders.flatMap((order) => {
    if (order.report.exchangeOrderId !== exchangeOrderId) return [order];
    const changed = change(order);
    return changed === null ? [] : [changed];
  });
}

/** What orders already got of the candle that contains `at`. */
export function volumeTakenOf(state: AccountState, symbol: MarketSymbol, at: EpochMs): Quantity {
  const taken = state.volumeTaken.get(symbol);
  return taken === undefined || taken.candleOpenedAt !== hourStart(at) ? ZERO_QUANTITY : taken.quantity;
}

/** @throws InvariantError when more is locked than there is. */
export function balanceOf(state: AccountState, asset: Asset, fees: FeeSchedule): Balance {
  const total = state.totals.get(asset) ?? ZERO_QUANTITY;
  const locked = lockedOf(state, asset, fees);
  const free = subtract(total, locked);
  // The text is made only when it is needed: this runs several times for each order.
  if (free.isNegative())
    throw new InvariantError(`more ${asset} is locked (${locked.toFixed()}) than there is (${total.toFixed()})`);
  return { asset, free, locked };
}

/** Two exits of a list hold the larger of their locks, once; the entry of a list holds what it has brought, besides its own. */
function lockedOf({ openOrders }: AccountState, asset: Asset, fees: FeeSchedule): Quantity {
  let locked = ZERO_QUANTITY;
  for (const order of openOrders) {
    const lock = lockOf(order, fees);
    if (lock.asset === asset && !isHeldByOtherExit(openOrders, order, fees)) locked = add(locked, lock.quantity);
    if (order.list?.role === 'entry' && baseAssetOf(order.report.symbol) === asset) locked = add(locked, order.receivedBase);
  }
  return locked;
}

function isHeldByOtherExit(openOrders: readonly OpenOrder[], order: OpenOrder, fees: FeeSchedule): boolean {
  if (order.list === null || order.list.role === 'entry') return false;
  const index = openOrders.indexOf(order);
  const own = lockOf(order, fees).quantity;
  return otherExitsOf(openOrders, order).some((other) => {
    const held = lockOf(other, fees).quantity;
    return held.gt(own) || (held.eq(own) && openOrders.indexOf(other) < index);
  });
}

/** The open exits of an exit's list besides itself; none for any other order. */
export function otherExitsOf(openOrders: readonly OpenOrder[], { report, list }: OpenOrder): readonly OpenOrder[] {
  if (list === null || list.role === 'entry') return [];
  return openOrders.filter(
    (other) =>
      other.list?.listId === list.listId &&
      other.list.role !== 'entry' &&
      other.report.exchangeOrderId !== report.exchangeOrderId,
  );
}

/** @throws InvariantError when no such order is open. */
export function openOrderWith(state: AccountState, exchangeOrderId: ExchangeOrderId): OpenOrder {
  const order = state.openOrders.find(({ report }) => report.exchangeOrderId === exchangeOrderId);
  invariant(order !== undefined, `order ${exchangeOrderId} is not open on the simulated exchange`);
  return order;
}
