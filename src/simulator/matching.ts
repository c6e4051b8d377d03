import { add, largest, type Price, price, type Quantity, smallest, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ExchangeOrderId } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';
import { type AccountState, applyFact, balanceOf, openOrderWith, volumeTakenOf } from './account-state.ts';
import { type CandleFuture, candleContaining, lastPriceAt } from './candle-future.ts';
import { type CommissionCase, commissionOf, DISCOUNT_ASSET, DISCOUNT_SYMBOL } from './commission.ts';
import { fillableQuantity, type PathPoint, type TradingCosts, takerPrice } from './fill-model.ts';
import { type OpenOrder, remainingQuantity, type WorkingTerms } from './open-order.ts';
import type { SimulatorFact } from './simulator-fact.ts';

/** What the engine decides by, besides the account itself. */
export interface ExchangeRules {
  readonly instruments: ReadonlyMap<MarketSymbol, Instrument>;
  readonly fees: FeeSchedule;
  readonly costs: TradingCosts;
  readonly future: CandleFuture;
}

/** What a decision leads to: the facts, and the account after them. */
export interface Outcome {
  readonly state: AccountState;
  readonly facts: readonly SimulatorFact[];
}

export function withFact(rules: ExchangeRules, outcome: Outcome, fact: SimulatorFact): Outcome {
  return { state: applyFact(outcome.state, fact, rules.costs), facts: [...outcome.facts, fact] };
}

/** @throws InvariantError for a symbol that has no instrument: no order of it can have been accepted. */
function instrumentOf(rules: ExchangeRules, symbol: MarketSymbol): Instrument {
  const instrument = rules.instruments.get(symbol);
  invariant(instrument !== undefined, `the simulated exchange has no market ${symbol}`);
  return instrument;
}

/**
 * Lets an order take what it can at once, while the path is at `point`: a market order at any price, a limit order within its limit.
 * What is left rests (gtc) or expires.
 */
export function takeLiquidity(
  rules: ExchangeRules,
  outcome: Outcome,
  exchangeOrderId: ExchangeOrderId,
  point: PathPoint,
): Outcome {
  const order = openOrderWith(outcome.state, exchangeOrderId);
  const fillPrice = takerPriceOf(rules, order, point);
  const remaining = remainingQuantity(order.report);
  const available = acceptsPrice(order, fillPrice) ? availableQuantity(rules, outcome.state, order, point.at) : ZERO_QUANTITY;
  const filled = fillsWhollyOrNot(order.terms) && available.lt(remaining) ? ZERO_QUANTITY : smallest(remaining, available);
  const after = filled.isZero()
    ? outcome
    : withFill(rules, outcome, order, { at: point.at, price: fillPrice, quantity: filled, role: 'taker' });
  const reason = filled.lt(remaining) ? expiryReasonOfRest(order.terms) : null;
  return reason === null ? after : withExpiry(rules, after, { exchangeOrderId, at: point.at, reason });
}

/**
 * Fills a resting limit order as far as the candle's volume goes: at its own price where the path crosses it,
 * at the path's price plus costs where that is better already: after a gap, or when an earlier candle had too little volume.
 */
export function fillResting(rules: ExchangeRules, outcome: Outcome, exchangeOrderId: ExchangeOrderId, point: PathPoint): Outcome {
  const order = openOrderWith(outcome.state, exchangeOrderId);
  invariant(order.terms.kind === 'limit', `order ${exchangeOrderId} rests without a limit`);
  const { at } = point;
  const marketPrice = takerPriceOf(rules, order, point);
  const bestPrice = order.report.request.side === 'buy' ? smallest : largest;
  const filled = smallest(remainingQuantity(order.report), availableQuantity(rules, outcome.state, order, at));
  return withFill(rules, outcome, order, {
    at,
    price: bestPrice(order.terms.price, marketPrice),
    quantity: filled,
    role: 'maker',
  });
}

/** What the order would pay or get per unit by taking liquidity while the path is at `point`. */
export function takerPriceOf(rules: ExchangeRules, { report: { symbol, request } }: OpenOrder, point: PathPoint): Price {
  return takerPrice({ side: request.side, pathPrice: point.price }, rules.costs, instrumentOf(rules, symbol).tickSize);
}

export function withExpiry(
  rules: ExchangeRules,
  outcome: Outcome,
  expiry: { readonly exchangeOrderId: ExchangeOrderId; readonly at: EpochMs; readonly reason: string },
): Outcome {
  const { exchangeOrderId, at, reason } = expiry;
  return withFact(rules, outcome, { kind: 'closed', at, exchangeOrderId, status: 'expired', expiryReason: reason });
}

/** What the candle's volume still gives; nothing while the market is halted. */
export function availableQuantity(rules: ExchangeRules, state: AccountState, order: OpenOrder, at: EpochMs): Quantity {
  const { symbol } = order.report;
  const candle = candleContaining(rules.future, symbol, at);
  return candle === null
    ? ZERO_QUANTITY
    : fillableQuantity(candle, volumeTakenOf(state, symbol, at), rules.costs, instrumentOf(rules, symbol));
}

function acceptsPrice({ report, terms }: OpenOrder, fillPrice: Price): boolean {
  if (terms.kind !== 'limit') return true;
  return report.request.side === 'buy' ? fillPrice.lte(terms.price) : fillPrice.gte(terms.price);
}

function fillsWhollyOrNot(terms: WorkingTerms): boolean {
  return terms.kind === 'limit' && terms.timeInForce === 'fok';
}

/** Why what is left of an order expires, in the exchange's words; null when it rests. */
function expiryReasonOfRest(terms: WorkingTerms): string | null {
  if (terms.kind !== 'limit') return 'INSUFFICIENT_LIQUIDITY';
  switch (terms.timeInForce) {
    case 'gtc':
      return null;
    case 'ioc':
      return 'UNFILLED_IOC_QUANTITY_EXPIRED';
    case 'fok':
      return 'UNFILLED_FOK_ORDER_EXPIRED';
  }
}

interface Execution {
  readonly at: EpochMs;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly role: 'taker' | 'maker';
}

function withFill(rules: ExchangeRules, outcome: Outcome, order: OpenOrder, execution: Execution): Outcome {
  const { symbol, request, clientOrderId, exchangeOrderId } = order.report;
  const fill: Fill = {
    id: String((outcome.state.lastFillNumbers.get(symbol) ?? 0) + 1),
    symbol,
    side: request.side,
    clientOrderId,
    exchangeOrderId,
    price: execution.price,
    quantity: execution.quantity,
    fee: commissionOf(
      {
        side: request.side,
        instrument: instrumentOf(rules, symbol),
        price: execution.price,
        quantity: execution.quantity,
        role: execution.role,
        discountCoin: discountCoinAfter(rules, outcome.state, order, execution),
      },
      rules.fees,
    ),
    at: execution.at,
  };
  return withFact(rules, outcome, { kind: 'filled', at: execution.at, fill });
}

/** BNB that can pay the commission, what this very execution buys of it included. What it sells is locked by its order. */
function discountCoinAfter(
  rules: ExchangeRules,
  state: AccountState,
  order: OpenOrder,
  execution: Execution,
): CommissionCase['discountCoin'] {
  if (rules.fees.paidIn !== 'bnb') return null;
  const coinPrice = lastPriceAt(rules.future, DISCOUNT_SYMBOL, execution.at);
  if (coinPrice === null) return null;
  const { free } = balanceOf(state, DISCOUNT_ASSET, rules.fees);
  const buysCoin = order.report.symbol === DISCOUNT_SYMBOL && order.report.request.side === 'buy';
  return { price: price(coinPrice), free: buysCoin ? add(free, execution.quantity) : free };
}
