import { price, type Quantity } from '../domain/decimal.ts';
import { type Asset, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { ExchangeOrderId, OrderRequest } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';
import type { OrderKey } from '../ports/exchange.ts';
import { type AccountState, balanceOf, openOrderWith } from './account-state.ts';
import { candleContaining, lastPriceAt } from './candle-future.ts';
import type { PathPoint } from './fill-model.ts';
import { INVALID_SYMBOL, isStopType, MARKET_CLOSED, type Refusal, refusalByMarket } from './filters.ts';
import { type ExchangeRules, fillResting, type Outcome, takeLiquidity, takerPriceOf, withExpiry, withFact } from './matching.ts';
import type { Occurrence } from './next-occurrence.ts';
import { cashFor, lockOf, type OpenOrder, openOrderOf, remainingQuantity } from './open-order.ts';

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
  const instrument = rules.instruments.get(request.symbol);
  if (instrument === undefined) return { tag: 'rejected', ...INVALID_SYMBOL };
  const lastPrice = lastPriceAt(rules.future, request.symbol, at);
  if (lastPrice === null || instrument.status === 'halted') return { tag: 'rejected', ...MARKET_CLOSED };

  const exchangeOrderId = String(state.lastOrderNumber + 1);
  const placed = { kind: 'placed', at, exchangeOrderId, request } as const;
  const order = openOrderOf(placed, rules.costs);
  const point: PathPoint = { at, price: lastPrice };
  const sameMarket = state.openOrders.filter((open) => open.report.symbol === request.symbol);
  const refusal =
    refusalByMarket({
      request,
      instrument,
      lastPrice: price(lastPrice),
      openOrders: sameMarket.length,
      openStops: sameMarket.filter((open) => isStopType(open.report.request.type)).length,
    }) ??
    refusalByHalt(rules, request, at) ??
    refusalByOpenIds(state, request) ??
    refusalByStopSide(order, point) ??
    refusalByBalance(rules, state, order, point);
  if (refusal !== null) return { tag: 'rejected', ...refusal };

  const accepted = withFact(rules, { state, facts: [] }, placed);
  const outcome = order.terms.kind === 'waiting' ? accepted : takeLiquidity(rules, accepted, exchangeOrderId, point);
  return { tag: 'accepted', exchangeOrderId, ...outcome };
}

/** Cancels an open order; null when none is open under this id. */
export function decideCancel(
  rules: ExchangeRules,
  state: AccountState,
  { key, at }: { readonly key: OrderKey; readonly at: EpochMs },
): Outcome | null {
  const order = state.openOrders.find(({ report }) => report.symbol === key.symbol && report.clientOrderId === key.clientOrderId);
  if (order === undefined) return null;
  const { exchangeOrderId } = order.report;
  return withFact(rules, { state, facts: [] }, { kind: 'closed', at, exchangeOrderId, status: 'cancelled', expiryReason: null });
}

/** What happens to an open order whose price the path has reached. */
export function decideOccurrence(rules: ExchangeRules, state: AccountState, { order, point }: Occurrence): Outcome {
  const { exchangeOrderId } = order.report;
  const nothing: Outcome = { state, facts: [] };
  if (order.terms.kind !== 'waiting') return fillResting(rules, nothing, exchangeOrderId, point);
  const triggered = withFact(rules, nothing, { kind: 'triggered', at: point.at, exchangeOrderId });
  const working = openOrderWith(triggered.state, exchangeOrderId);
  if (isBeyondFunds(rules, triggered.state, working, point)) {
    return withExpiry(rules, triggered, { exchangeOrderId, at: point.at, reason: 'REJECTED' });
  }
  return takeLiquidity(rules, triggered, exchangeOrderId, point);
}

/** While the market is halted an order may wait for its opening, but not trade. */
function refusalByHalt(rules: ExchangeRules, request: OrderRequest, at: EpochMs): Refusal | null {
  return request.type === 'market' && candleContaining(rules.future, request.symbol, at) === null ? MARKET_CLOSED : null;
}

function refusalByOpenIds(state: AccountState, { clientOrderId }: OrderRequest): Refusal | null {
  return state.openOrders.some((order) => order.report.clientOrderId === clientOrderId)
    ? { code: -2010, message: 'Duplicate order sent.' }
    : null;
}

function refusalByStopSide({ terms, report }: OpenOrder, { price: lastPrice }: PathPoint): Refusal | null {
  if (terms.kind !== 'waiting') return null;
  const isReached = report.request.side === 'sell' ? terms.stopPrice.gte(lastPrice) : terms.stopPrice.lte(lastPrice);
  return isReached ? { code: -2010, message: 'Stop price would trigger immediately.' } : null;
}

function refusalByBalance(rules: ExchangeRules, state: AccountState, order: OpenOrder, point: PathPoint): Refusal | null {
  const needed = fundsNeeded(rules, order, point);
  return needed.quantity.gt(balanceOf(state, needed.asset, rules.fees).free)
    ? { code: -2010, message: 'Account has insufficient balance for requested action.' }
    : null;
}

/** True for a triggered stop that buys at a market price which what it held until now does not cover. */
function isBeyondFunds(rules: ExchangeRules, state: AccountState, order: OpenOrder, point: PathPoint): boolean {
  const isPurchase = order.terms.kind === 'market' && order.report.request.side === 'buy';
  return isPurchase && refusalByBalance(rules, state, order, point) !== null;
}

/** What must be free for the order to be accepted: a market purchase is judged by what its full quantity would cost now. */
function fundsNeeded(
  rules: ExchangeRules,
  order: OpenOrder,
  point: PathPoint,
): { readonly asset: Asset; readonly quantity: Quantity } {
  if (order.terms.kind !== 'market' || order.report.request.side === 'sell') return lockOf(order, rules.fees);
  const purchase = { price: takerPriceOf(rules, order, point), quantity: remainingQuantity(order.report) };
  return { asset: QUOTE_ASSET, quantity: cashFor(purchase, rules.fees) };
}
