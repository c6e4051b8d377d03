import { type Price, price, type Quantity, quantity, ZERO_QUANTITY } from '../../domain/decimal.ts';
import { QUOTE_ASSET } from '../../domain/market-symbol.ts';
import type { Refusal } from '../filters.ts';
import { cashFor } from '../open-order.ts';
import { refusalByForm } from './check-form.ts';
import { refusalByFilters } from './check-venue-filters.ts';
import { costOfTaking, quantityForAmount } from './match-order.ts';
import type { VenueDraft } from './venue-draft.ts';
import { isContingent, triggerDirection, type VenueOrderRequest } from './venue-order.ts';
import { REFUSALS } from './venue-refusal.ts';

/** The parts of the judgement on an order that precede the engine: symbol and phase, form, filters. The quantity is what it will be placed with. */
export type ApiJudgement =
  | { readonly tag: 'passed'; readonly quantity: Quantity }
  | { readonly tag: 'refused'; readonly refusal: Refusal };

/** Judges an order as the exchange does before its engine sees it: `POST /order/test` ends here. */
export function judgeByApi(draft: VenueDraft, request: VenueOrderRequest): ApiJudgement {
  const refused = (refusal: Refusal): ApiJudgement => ({ tag: 'refused', refusal });
  const byForm = refusalByFormAndPhase(draft, request, { quantityIs: 'needed' });
  if (byForm !== null) return refused(byForm);
  const symbol = draft.symbol(request.symbol);
  if (request.quoteOrderQty === undefined) {
    const amount = request.quantity ?? ZERO_QUANTITY;
    const byFilters = refusalByFilters(draft, request, { quantity: amount });
    return byFilters === null ? { tag: 'passed', quantity: amount } : refused(byFilters);
  }
  const levels = draft.levels(request.symbol, request.side);
  const amount = quantityForAmount(levels, quantity(request.quoteOrderQty), symbol);
  const held = levels.reduce((sum, level) => quantity(sum.plus(level.quantity)), ZERO_QUANTITY);
  if (held.lt(symbol.filters.lotSize.minQty) || held.isZero()) return refused(REFUSALS.thinForLot);
  if (held.lt(symbol.filters.marketLotSize.minQty)) return refused(REFUSALS.thinForMarketLot);
  const byFilters = refusalByFilters(draft, request, { quantity: amount });
  return byFilters === null ? { tag: 'passed', quantity: amount } : refused(byFilters);
}

export function refusalByFormAndPhase(
  draft: VenueDraft,
  request: VenueOrderRequest,
  options: { readonly quantityIs: 'needed' | 'known-later' },
): Refusal | null {
  const symbol = draft.state.symbols.get(request.symbol);
  if (symbol === undefined) return REFUSALS.invalidSymbol;
  const byForm = refusalByForm(request, symbol, options);
  if (byForm !== null) return byForm;
  if (symbol.status === 'CANCEL_ONLY') return REFUSALS.wrongPhase;
  if (symbol.status !== 'TRADING' || draft.lastPrice(request.symbol) === null) return REFUSALS.marketClosed;
  return request.type === 'MARKET' && !draft.world.market.isOpen(request.symbol, draft.at) ? REFUSALS.marketClosed : null;
}

/** Ids of open orders and lists cannot be used again; those of closed ones can. */
export function isOpenId(draft: VenueDraft, clientOrderId: string | undefined): boolean {
  if (clientOrderId === undefined) return false;
  for (const order of draft.state.openOrders.values()) if (order.clientOrderId === clientOrderId) return true;
  return false;
}

/** A trigger that the last price has reached already, equality included. An order that only trails has none. */
export function wouldTrigger(request: VenueOrderRequest, lastPrice: Price): boolean {
  if (!isContingent(request.type) || request.stopPrice === undefined) return false;
  return triggerDirection(request) === 'up' ? lastPrice.gte(request.stopPrice) : lastPrice.lte(request.stopPrice);
}

/** The price at which a purchase locks cash while it is open; null for sells and for what lives only an instant. */
export function lockPriceOf(draft: VenueDraft, request: VenueOrderRequest): Price | null {
  if (request.side === 'SELL' || request.type === 'MARKET') return null;
  return request.price ?? request.stopPrice ?? draft.lastPrice(request.symbol);
}

/** What must be free for an order to be accepted: coins, cash at its price, or what its whole quantity costs in the book now. */
export function fundsNeeded(draft: VenueDraft, request: VenueOrderRequest, amount: Quantity): Quantity {
  if (request.side === 'SELL') return amount;
  const { fees } = draft.world;
  const lockPrice = lockPriceOf(draft, request);
  if (lockPrice !== null) return cashFor({ price: lockPrice, quantity: amount }, fees);
  if (amount.isZero()) return ZERO_QUANTITY;
  const cost = costOfTaking(draft.levels(request.symbol, request.side), amount, draft.lastPrice(request.symbol) ?? price(0));
  return cashFor({ price: price(cost.div(amount)), quantity: amount }, fees);
}

/** True when what is free, with what the draft's caller is about to release, does not suffice. */
export function isBeyondFunds(draft: VenueDraft, request: VenueOrderRequest, needed: Quantity): boolean {
  const asset = request.side === 'SELL' ? draft.symbol(request.symbol).baseAsset : QUOTE_ASSET;
  return needed.gt(draft.balance(asset).free);
}
