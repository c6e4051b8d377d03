import { invariant } from '../domain/invariant.ts';
import type { ExchangeOrderId, OrderRequest } from '../domain/order.ts';
import { type OrderListRequest, ordersOfList } from '../domain/order-list.ts';
import type { EpochMs } from '../domain/time.ts';
import { type AccountState, openOrderWith } from './account-state.ts';
import type { Refusal } from './filters.ts';
import {
  DUPLICATE,
  isRefusal,
  isTriggerReached,
  type OpenMarket,
  openMarketAt,
  refusalByBalance,
  refusalByOpenOrders,
  refusalByTerms,
} from './judge-order.ts';
import { type ExchangeRules, type Outcome, takeLiquidity, withFact } from './matching.ts';
import { openOrderOf } from './open-order.ts';
import { followEntry } from './settle-list.ts';
import type { ListPlace, SimulatorFact } from './simulator-fact.ts';

export type ListDecision =
  /** The numbers of the orders are in the list's order. */
  | ({ readonly tag: 'accepted'; readonly exchangeOrderIds: readonly ExchangeOrderId[] } & Outcome)
  | ({ readonly tag: 'rejected' } & Refusal);

type PlacedFact = SimulatorFact & { readonly kind: 'placed' };

/**
 * Decides on a list of orders: refused as a whole in the exchange's words, or accepted with all that happens at once.
 * The checks come in the exchange's order: each order's form and filters, what the market offers, counts, open ids, sides, balance.
 */
export function decideListPlacement(
  rules: ExchangeRules,
  state: AccountState,
  { list, at }: { readonly list: OrderListRequest; readonly at: EpochMs },
): ListDecision {
  requireOneMarket(list);
  const market = openMarketAt(rules, list.stop.symbol, at);
  if (isRefusal(market)) return { tag: 'rejected', ...market };
  const placed = placedFacts(state, list, at);
  const refusal =
    refusalOfOrders(rules, list, market) ??
    refusalByKind(list, market) ??
    refusalByOpenOrders(state, ordersOfList(list), market.instrument) ??
    refusalByIds(state, list) ??
    refusalByEngine(rules, state, placed, market);
  if (refusal !== null) return { tag: 'rejected', ...refusal };

  const accepted = placed.reduce<Outcome>((before, fact) => withFact(rules, before, fact), { state, facts: [] });
  return {
    tag: 'accepted',
    exchangeOrderIds: placed.map((fact) => fact.exchangeOrderId),
    ...enter(rules, accepted, placed, market),
  };
}

/** @throws InvariantError for a list that no request can carry: each names one market, and a stop with its target one side and quantity. */
function requireOneMarket(list: OrderListRequest): void {
  const orders = ordersOfList(list);
  invariant(new Set(orders.map((order) => order.symbol)).size === 1, 'the orders of a list are of one market');
  if (list.kind !== 'stop-with-target') return;
  const { stop, target } = list;
  invariant(stop.side === target.side && stop.quantity.eq(target.quantity), 'a stop and its target are over the same coins');
}

function placedFacts(state: AccountState, list: OrderListRequest, at: EpochMs): readonly PlacedFact[] {
  return ordersOfList(list).map((request, index) => ({
    kind: 'placed',
    at,
    exchangeOrderId: String(state.lastOrderNumber + 1 + index),
    request,
    list: { listId: list.listId, role: roleIn(list, request) },
  }));
}

function roleIn(list: OrderListRequest, request: OrderRequest): ListPlace['role'] {
  if (list.kind === 'stop-with-target') return 'exit';
  return request === list.entry ? 'entry' : 'after-entry';
}

/** Of exits that the exchange sizes later, what the entry buys is judged. */
function refusalOfOrders(rules: ExchangeRules, list: OrderListRequest, market: OpenMarket): Refusal | null {
  for (const order of ordersOfList(list)) {
    const request = list.kind === 'entry-with-exits' ? { ...order, quantity: list.entry.quantity } : order;
    const refusal = refusalByTerms(rules, request, market);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refusalByKind(list: OrderListRequest, { instrument: { capabilities } }: OpenMarket): Refusal | null {
  if (list.kind === 'stop-with-target') return capabilities.includes('oco') ? null : notSupported('OCO');
  const isOffered = capabilities.includes('opo') && (list.target === null || capabilities.includes('oco'));
  if (!isOffered) return notSupported('OPO');
  if (list.entry.side !== 'buy') return { code: -1222, message: 'The working order of an OPO must be a BUY order.' };
  return ordersOfList(list).some((order) => order !== list.entry && order.side !== 'sell')
    ? { code: -1223, message: 'The pending orders of an OPO must be SELL orders.' }
    : null;
}

function notSupported(name: 'OCO' | 'OPO'): Refusal {
  return { code: -2010, message: `${name} orders are not supported for this symbol.` };
}

function refusalByIds({ openOrders }: AccountState, list: OrderListRequest): Refusal | null {
  const ids = ordersOfList(list).map((order) => order.clientOrderId);
  const isTaken =
    new Set(ids).size < ids.length ||
    openOrders.some((open) => ids.includes(open.report.clientOrderId) || open.list?.listId === list.listId);
  return isTaken ? DUPLICATE : null;
}

/** Exits that wait for their entry are judged when it is filled. */
function refusalByEngine(
  rules: ExchangeRules,
  state: AccountState,
  placed: readonly PlacedFact[],
  { point }: OpenMarket,
): Refusal | null {
  const orders = placed.map((fact) => openOrderOf(fact, rules.costs)).filter((order) => order.terms.kind !== 'pending');
  if (orders.some((order) => isTriggerReached(order, point))) {
    return { code: -2010, message: 'The relationship of the prices for the orders is not correct.' };
  }
  for (const order of orders) {
    const refusal = refusalByBalance(rules, state, order, point);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Lets the entry take what it can at once; a list without one waits. */
function enter(rules: ExchangeRules, accepted: Outcome, placed: readonly PlacedFact[], { point }: OpenMarket): Outcome {
  const entry = placed.find((fact) => fact.list?.role === 'entry');
  if (entry === undefined) return accepted;
  const order = openOrderWith(accepted.state, entry.exchangeOrderId);
  return followEntry(rules, takeLiquidity(rules, accepted, entry.exchangeOrderId, point), order, point);
}
