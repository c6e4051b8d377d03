import { add, type Price, type Quantity, quantity, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule } from '../domain/instrument.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { ExitTargetOrder, OrderRequest, StopOrder, TimeInForce } from '../domain/order.ts';
import type { OrderReport } from '../ports/exchange.ts';
import { type PriceWatch, restingWatch, stopWatch, type TradingCosts, targetWatch } from './fill-model.ts';
import type { ListPlace, SimulatorFact } from './simulator-fact.ts';

export interface OpenOrder {
  readonly report: OrderReport;
  readonly terms: WorkingTerms;
  /** The price that it waits for; null for a market order, which never waits, and for one that waits for an entry. */
  readonly watch: PriceWatch | null;
  /** Null for an order that was sent alone. */
  readonly list: ListPlace | null;
  /** Coins that an entry of a list has brought so far, net of commissions: they are held for its exits. Zero for every other order. */
  readonly receivedBase: Quantity;
}

/**
 * What an order is at the moment: an exit is pending until its entry is filled; a stop or a target waits until it is triggered, and is a
 * market or a limit order from then on.
 */
export type WorkingTerms =
  | { readonly kind: 'pending' }
  | { readonly kind: 'waiting'; readonly stopPrice: Price }
  | { readonly kind: 'market' }
  | { readonly kind: 'limit'; readonly price: Price; readonly timeInForce: TimeInForce };

export function openOrderOf(fact: SimulatorFact & { readonly kind: 'placed' }, costs: TradingCosts): OpenOrder {
  const { request, list = null } = fact;
  const terms: WorkingTerms = list?.role === 'after-entry' ? { kind: 'pending' } : termsBeforeTrigger(request);
  return { report: openedReport(fact), terms, watch: watchOf(terms, request, costs), list, receivedBase: ZERO_QUANTITY };
}

/** The order after its entry was filled; the report tells its quantity. */
export function activatedOrder(order: OpenOrder, report: OrderReport, costs: TradingCosts): OpenOrder {
  return withTerms(order, report, termsBeforeTrigger(report.request), costs);
}

/** The order after its stop price was reached. */
export function triggeredOrder(order: OpenOrder, report: OrderReport, costs: TradingCosts): OpenOrder {
  return withTerms(order, report, termsAfterTrigger(report.request), costs);
}

/** The order after a fill that does not complete it. */
export function filledOrder(order: OpenOrder, report: OrderReport, fill: Fill): OpenOrder {
  const receivedBase = order.list?.role === 'entry' ? add(order.receivedBase, receivedBaseOf(fill)) : order.receivedBase;
  return { ...order, report, receivedBase };
}

/** Coins that a purchase brought, net of a commission that was taken from them. */
export function receivedBaseOf({ symbol, quantity: bought, fee }: Fill): Quantity {
  return fee.asset === baseAssetOf(symbol) ? subtract(bought, fee.quantity) : bought;
}

function withTerms(order: OpenOrder, report: OrderReport, terms: WorkingTerms, costs: TradingCosts): OpenOrder {
  return { ...order, report, terms, watch: watchOf(terms, report.request, costs) };
}

function termsBeforeTrigger(request: OrderRequest): WorkingTerms {
  return isContingent(request) ? { kind: 'waiting', stopPrice: request.stopPrice } : termsAfterTrigger(request);
}

function termsAfterTrigger(request: OrderRequest): WorkingTerms {
  const isLimit = request.type === 'limit' || request.type === 'stop-loss-limit';
  return isLimit ? { kind: 'limit', price: request.price, timeInForce: request.timeInForce } : { kind: 'market' };
}

/** True for an order that waits for a price before it works: a stop or a target. */
export function isContingent(request: OrderRequest): request is StopOrder | ExitTargetOrder {
  return request.type === 'stop-loss' || request.type === 'stop-loss-limit' || request.type === 'take-profit';
}

function watchOf(terms: WorkingTerms, { side, type }: OrderRequest, costs: TradingCosts): PriceWatch | null {
  switch (terms.kind) {
    case 'waiting':
      return type === 'take-profit' ? targetWatch(side, terms.stopPrice) : stopWatch(side, terms.stopPrice);
    case 'limit':
      return restingWatch(side, terms.price, costs);
    case 'pending':
    case 'market':
      return null;
  }
}

export function remainingQuantity({ request, filledQuantity }: OrderReport): Quantity {
  return subtract(request.quantity, filledQuantity);
}

export interface AssetAmount {
  readonly asset: Asset;
  readonly quantity: Quantity;
}

/**
 * What an open order holds: the coins that it still sells, or the cash for what it still buys at its price (and for the commission,
 * where that is paid in cash on top). Stops hold from their placing on; a market order holds coins only, for the instant that it lives;
 * an order that waits for its entry holds nothing.
 */
export function lockOf({ report, terms }: OpenOrder, fees: FeeSchedule): AssetAmount {
  const { request } = report;
  if (terms.kind === 'pending') return { asset: baseAssetOf(request.symbol), quantity: ZERO_QUANTITY };
  const remaining = remainingQuantity(report);
  if (request.side === 'sell') return { asset: baseAssetOf(request.symbol), quantity: remaining };
  if (terms.kind === 'market') return { asset: QUOTE_ASSET, quantity: ZERO_QUANTITY };
  const lockPrice = 'price' in request ? request.price : 'stopPrice' in request ? request.stopPrice : null;
  return {
    asset: QUOTE_ASSET,
    quantity: lockPrice === null ? ZERO_QUANTITY : cashFor({ price: lockPrice, quantity: remaining }, fees),
  };
}

/** Cash that buying takes, with the commission where that is paid in cash on top. */
export function cashFor(purchase: { readonly price: Price; readonly quantity: Quantity }, fees: FeeSchedule): Quantity {
  const cost = purchase.price.times(purchase.quantity);
  if (fees.paidIn !== 'quote') return quantity(cost);
  const rate = fees.takerFraction.gt(fees.makerFraction) ? fees.takerFraction : fees.makerFraction;
  return quantity(cost.plus(cost.times(rate)));
}

export function openedReport(fact: SimulatorFact & { readonly kind: 'placed' }): OrderReport {
  return {
    clientOrderId: fact.request.clientOrderId,
    exchangeOrderId: fact.exchangeOrderId,
    symbol: fact.request.symbol,
    request: fact.request,
    status: fact.list?.role === 'after-entry' ? 'pending' : 'open',
    filledQuantity: ZERO_QUANTITY,
    expiryReason: null,
    updatedAt: fact.at,
  };
}

/** The report after a later fact about the same order. */
export function reportAfter(
  report: OrderReport,
  fact: SimulatorFact & { readonly kind: 'activated' | 'triggered' | 'filled' | 'closed' },
): OrderReport {
  switch (fact.kind) {
    case 'activated':
      return { ...report, request: { ...report.request, quantity: fact.quantity }, status: 'open', updatedAt: fact.at };
    case 'triggered':
      return { ...report, updatedAt: fact.at };
    case 'filled': {
      const filledQuantity = quantity(report.filledQuantity.plus(fact.fill.quantity));
      return {
        ...report,
        filledQuantity,
        status: filledQuantity.eq(report.request.quantity) ? 'filled' : 'open',
        updatedAt: fact.at,
      };
    }
    case 'closed':
      return { ...report, status: fact.status, expiryReason: fact.expiryReason, updatedAt: fact.at };
  }
}

/** The order that a fact is about; null for a fact about the account. */
export function orderIdOf(fact: SimulatorFact): string | null {
  switch (fact.kind) {
    case 'opened':
      return null;
    case 'filled':
      return fact.fill.exchangeOrderId;
    default:
      return fact.exchangeOrderId;
  }
}
