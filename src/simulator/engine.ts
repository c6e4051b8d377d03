import { invariant } from '../domain/invariant.ts';
import type { ExchangeOrderId, OrderRequest } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';
import type { OrderKey } from '../ports/exchange.ts';
import { type AccountState, openOrderWith } from './account-state.ts';
import type { PathPoint } from './fill-model.ts';
import type { Refusal } from './filters.ts';
import {
  isRefusal,
  openMarketAt,
  refusalByBalance,
  refusalByOpenIds,
  refusalByOpenOrders,
  refusalByTerms,
  refusalByTriggerSide,
} from './judge-order.ts';
import { type ExchangeRules, fillResting, type Outcome, takeLiquidity, withExpiry, withFact } from './matching.ts';
import type { Occurrence } from './next-occurrence.ts';
import { type OpenOrder, openOrderOf } from './open-order.ts';
import { expireOtherExits, followEntry } from './settle-list.ts';

export type PlacementDecision =
  | ({ readonly tag: 'accepted'; readonly exchangeOrderId: ExchangeOrderId } & Outcome)
  | ({ readonly tag: 'rejected' } & Refusal);

/**
 * Decides on a new order: refused in the exchange's words, or accepted with all that happens to it at once.
 * The checks come in the exchange's order: market and form, filters, open ids, side of the stop, balance.
 */
export function decidePlacement(
  rules: ExchangeRules,
  state: AccountState,
  { request, at }: { readonly request: OrderRequest; readonly at: EpochMs },
): PlacementDecision {
  const market = openMarketAt(rules, request.symbol, at);
  if (isRefusal(market)) return { tag: 'rejected', ...market };
  const exchangeOrderId = String(state.lastOrderNumber + 1);
  const placed = { kind: 'placed', at, exchangeOrderId, request } as const;
  const order = openOrderOf(placed, rules.costs);
  const { point } = market;
  const refusal =
    refusalByTerms(rules, request, market) ??
    refusalByOpenOrders(state, [request], market.instrument) ??
    refusalByOpenIds(state, request) ??
    refusalByTriggerSide(order, point) ??
    refusalByBalance(rules, state, order, point);
  if (refusal !== null) return { tag: 'rejected', ...refusal };

  const accepted = withFact(rules, { state, facts: [] }, placed);
  const outcome = order.terms.kind === 'waiting' ? accepted : takeLiquidity(rules, accepted, exchangeOrderId, point);
  return { tag: 'accepted', exchangeOrderId, ...outcome };
}

/** Cancels an open order, and with it the others of its list; null when none is open under this id. */
export function decideCancel(
  rules: ExchangeRules,
  state: AccountState,
  { key, at }: { readonly key: OrderKey; readonly at: EpochMs },
): (Outcome & { readonly exchangeOrderId: ExchangeOrderId }) | null {
  const order = openOrderUnder(state, key);
  if (order === null) return null;
  const { list } = order;
  const together = list === null ? [order] : state.openOrders.filter((open) => open.list?.listId === list.listId);
  const outcome = together.reduce<Outcome>(
    (before, { report: { exchangeOrderId } }) =>
      withFact(rules, before, { kind: 'closed', at, exchangeOrderId, status: 'cancelled', expiryReason: null }),
    { state, facts: [] },
  );
  return { ...outcome, exchangeOrderId: order.report.exchangeOrderId };
}

function openOrderUnder(state: AccountState, key: OrderKey): OpenOrder | null {
  return (
    state.openOrders.find(({ report }) => report.symbol === key.symbol && report.clientOrderId === key.clientOrderId) ?? null
  );
}

export type ReplacementDecision =
  /** The new order does not pass form, filters or counts: both halves are refused, and nothing is cancelled. */
  | ({ readonly tag: 'rejected' } & Refusal)
  | { readonly tag: 'not-open' }
  | ({ readonly tag: 'cancelled'; readonly cancelledOrderId: ExchangeOrderId; readonly placement: PlacementDecision } & Outcome);

/**
 * Decides on a replacement. What the new order is by itself, and how many are open beside it, the old one included, is judged before the
 * cancellation; ids, the side of a stop and the balance are judged after it.
 */
export function decideReplacement(
  rules: ExchangeRules,
  state: AccountState,
  { cancel, request, at }: { readonly cancel: OrderKey; readonly request: OrderRequest; readonly at: EpochMs },
): ReplacementDecision {
  invariant(cancel.symbol === request.symbol, 'an order is replaced by one of its own market');
  const market = openMarketAt(rules, request.symbol, at);
  if (isRefusal(market)) return { tag: 'rejected', ...market };
  const refusal =
    refusalByCapability(market.instrument.capabilities.includes('cancel-replace')) ??
    refusalByTerms(rules, request, market) ??
    refusalByOpenOrders(state, [request], market.instrument);
  if (refusal !== null) return { tag: 'rejected', ...refusal };
  const cancelled = decideCancel(rules, state, { key: cancel, at });
  if (cancelled === null) return { tag: 'not-open' };
  const placement = decidePlacement(rules, cancelled.state, { request, at });
  return {
    tag: 'cancelled',
    cancelledOrderId: cancelled.exchangeOrderId,
    placement,
    state: placement.tag === 'accepted' ? placement.state : cancelled.state,
    facts: placement.tag === 'accepted' ? [...cancelled.facts, ...placement.facts] : cancelled.facts,
  };
}

/** What happens to an open order whose price the path has reached, and through it to the others of its list. */
export function decideOccurrence(rules: ExchangeRules, state: AccountState, { order, point }: Occurrence): Outcome {
  const nothing: Outcome = { state, facts: [] };
  if (order.terms.kind === 'waiting') return trigger(rules, nothing, order, point);
  const filled = fillResting(rules, nothing, order.report.exchangeOrderId, point);
  return followEntry(rules, filled, order, point);
}

function trigger(rules: ExchangeRules, outcome: Outcome, order: OpenOrder, point: PathPoint): Outcome {
  const { exchangeOrderId } = order.report;
  const reached = withFact(rules, outcome, { kind: 'triggered', at: point.at, exchangeOrderId });
  const triggered = expireOtherExits(rules, reached, order, point.at);
  const working = openOrderWith(triggered.state, exchangeOrderId);
  if (isBeyondFunds(rules, triggered.state, working, point)) {
    return withExpiry(rules, triggered, { exchangeOrderId, at: point.at, reason: 'REJECTED' });
  }
  return takeLiquidity(rules, triggered, exchangeOrderId, point);
}

/** True for a triggered stop that buys at a market price which what it held until now does not cover. */
function isBeyondFunds(rules: ExchangeRules, state: AccountState, order: OpenOrder, point: PathPoint): boolean {
  const isPurchase = order.terms.kind === 'market' && order.report.request.side === 'buy';
  return isPurchase && refusalByBalance(rules, state, order, point) !== null;
}

function refusalByCapability(isOffered: boolean): Refusal | null {
  return isOffered ? null : { code: -2010, message: 'Order cancel-replace is not supported for this symbol.' };
}
