import { type Price, type Quantity, quantity, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { FeeSchedule } from '../domain/instrument.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { OrderRequest, TimeInForce } from '../domain/order.ts';
import type { OrderReport } from '../ports/exchange.ts';
import { type PriceWatch, restingWatch, stopWatch, type TradingCosts } from './fill-model.ts';
import type { SimulatorFact } from './simulator-fact.ts';

export interface OpenOrder {
  readonly report: OrderReport;
  readonly terms: WorkingTerms;
  /** The price that it waits for; null for a market order, which never waits. */
  readonly watch: PriceWatch | null;
}

/** What an order is at the moment: a stop waits until it is triggered, and is a market or a limit order from then on. */
export type WorkingTerms =
  | { readonly kind: 'waiting'; readonly stopPrice: Price }
  | { readonly kind: 'market' }
  | { readonly kind: 'limit'; readonly price: Price; readonly timeInForce: TimeInForce };

export function openOrderOf(fact: SimulatorFact & { readonly kind: 'placed' }, costs: TradingCosts): OpenOrder {
  return withTerms(openedReport(fact), termsBeforeTrigger(fact.request), costs);
}

/** The order after its stop price was reached. */
export function triggeredOrder(report: OrderReport, costs: TradingCosts): OpenOrder {
  return withTerms(report, termsAfterTrigger(report.request), costs);
}

function withTerms(report: OrderReport, terms: WorkingTerms, costs: TradingCosts): OpenOrder {
  return { report, terms, watch: watchOf(terms, report.request, costs) };
}

function termsBeforeTrigger(request: OrderRequest): WorkingTerms {
  const waits = request.type === 'stop-loss' || request.type === 'stop-loss-limit';
  return waits ? { kind: 'waiting', stopPrice: request.stopPrice } : termsAfterTrigger(request);
}

function termsAfterTrigger(request: OrderRequest): WorkingTerms {
  const isLimit = request.type === 'limit' || request.type === 'stop-loss-limit';
  return isLimit ? { kind: 'limit', price: request.price, timeInForce: request.timeInForce } : { kind: 'market' };
}

function watchOf(terms: WorkingTerms, { side }: OrderRequest, costs: TradingCosts): PriceWatch | null {
  switch (terms.kind) {
    case 'waiting':
      return stopWatch(side, terms.stopPrice);
    case 'limit':
      return restingWatch(side, terms.price, costs);
    case 'market':
      return null;
  }
}

export function remainingQuantity({ request, filledQuantity }: OrderReport): Quantity {
  return subtract(request.quantity, filledQuantity);
}

/**
 * What an open order holds: the coins that it still sells, or the cash for what it still buys at its price (and for the commission,
 * where that is paid in cash on top). Stops hold from their placing on; a market order holds coins only, for the instant that it lives.
 */
export function lockOf({ report, terms }: OpenOrder, fees: FeeSchedule): { readonly asset: Asset; readonly quantity: Quantity } {
  const { request } = report;
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
    status: 'open',
    filledQuantity: ZERO_QUANTITY,
    expiryReason: null,
    updatedAt: fact.at,
  };
}

/** The report after a later fact about the same order. */
export function reportAfter(
  report: OrderReport,
  fact: SimulatorFact & { readonly kind: 'triggered' | 'filled' | 'closed' },
): OrderReport {
  switch (fact.kind) {
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
