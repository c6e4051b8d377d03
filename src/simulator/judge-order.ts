import { price } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { OrderRequest } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';
import { type AccountState, balanceOf } from './account-state.ts';
import { candleContaining, lastPriceAt } from './candle-future.ts';
import type { PathPoint } from './fill-model.ts';
import { INVALID_SYMBOL, MARKET_CLOSED, type Refusal, refusalByCounts, refusalByOwnTerms } from './filters.ts';
import { type ExchangeRules, takerPriceOf } from './matching.ts';
import { type AssetAmount, cashFor, isContingent, lockOf, type OpenOrder, remainingQuantity } from './open-order.ts';

export const DUPLICATE: Refusal = { code: -2010, message: 'Duplicate order sent.' };
const INSUFFICIENT_BALANCE: Refusal = {
  code: -2010,
  message: 'Account has insufficient balance for requested action.',
};

/** A market that takes orders, at one instant. */
export interface OpenMarket {
  readonly instrument: Instrument;
  readonly point: PathPoint;
}

export function isRefusal(judged: OpenMarket | Refusal): judged is Refusal {
  return 'code' in judged;
}

export function openMarketAt(rules: ExchangeRules, symbol: MarketSymbol, at: EpochMs): OpenMarket | Refusal {
  const instrument = rules.instruments.get(symbol);
  if (instrument === undefined) return INVALID_SYMBOL;
  const lastPrice = lastPriceAt(rules.future, symbol, at);
  if (lastPrice === null || instrument.status === 'halted') return MARKET_CLOSED;
  return { instrument, point: { at, price: lastPrice } };
}

/** What the exchange checks of each order by itself: form, filters, and the phase of the market. */
export function refusalByTerms(rules: ExchangeRules, request: OrderRequest, market: OpenMarket): Refusal | null {
  const { instrument, point } = market;
  return refusalByOwnTerms({ request, instrument, lastPrice: price(point.price) }) ?? refusalByHalt(rules, request, point.at);
}

/** Whether new orders of one market still fit beside those that are open there. */
export function refusalByOpenOrders(
  state: AccountState,
  requests: readonly OrderRequest[],
  instrument: Instrument,
): Refusal | null {
  const sameMarket = state.openOrders.filter((open) => open.report.symbol === instrument.symbol);
  const openStops = sameMarket.filter((open) => isContingent(open.report.request)).length;
  return refusalByCounts(requests, { instrument, openOrders: sameMarket.length, openStops });
}

/** While the market is halted an order may wait for its opening, but not trade. */
function refusalByHalt(rules: ExchangeRules, request: OrderRequest, at: EpochMs): Refusal | null {
  return request.type === 'market' && candleContaining(rules.future, request.symbol, at) === null ? MARKET_CLOSED : null;
}

export function refusalByOpenIds(state: AccountState, { clientOrderId }: OrderRequest): Refusal | null {
  return state.openOrders.some((order) => order.report.clientOrderId === clientOrderId) ? DUPLICATE : null;
}

export function refusalByTriggerSide(order: OpenOrder, point: PathPoint): Refusal | null {
  return isTriggerReached(order, point) ? { code: -2010, message: 'Stop price would trigger immediately.' } : null;
}

/** True for a stop or a target whose price the market has reached already, equality included. */
export function isTriggerReached({ terms, watch }: OpenOrder, { price: lastPrice }: PathPoint): boolean {
  if (terms.kind !== 'waiting' || watch === null) return false;
  return watch.direction === 'down' ? terms.stopPrice.gte(lastPrice) : terms.stopPrice.lte(lastPrice);
}

export function refusalByBalance(rules: ExchangeRules, state: AccountState, order: OpenOrder, point: PathPoint): Refusal | null {
  return isBeyondFree(rules, state, fundsNeeded(rules, order, point)) ? INSUFFICIENT_BALANCE : null;
}

function isBeyondFree(rules: ExchangeRules, state: AccountState, needed: AssetAmount): boolean {
  return needed.quantity.gt(balanceOf(state, needed.asset, rules.fees).free);
}

/** What must be free for the order to be accepted: a market purchase is judged by what its full quantity would cost now. */
function fundsNeeded(rules: ExchangeRules, order: OpenOrder, point: PathPoint): AssetAmount {
  if (order.terms.kind !== 'market' || order.report.request.side === 'sell') return lockOf(order, rules.fees);
  const purchase = { price: takerPriceOf(rules, order, point), quantity: remainingQuantity(order.report) };
  return { asset: QUOTE_ASSET, quantity: cashFor(purchase, rules.fees) };
}
