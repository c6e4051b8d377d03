import { price, quantity } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { cancelOpenOrders } from './cancel-order.ts';
import { expire } from './match-order.ts';
import { placeOrder } from './place-order.ts';
import { settleLists } from './settle-lists.ts';
import type { VenueDraft } from './venue-draft.ts';
import type { VenueHappening } from './venue-faults.ts';
import type { Disturbance } from './venue-market.ts';
import { isContingent, triggerDirection } from './venue-order.ts';

/** Carries a happening out. A draft without facts afterwards means that it had nothing to work on. */
export function applyHappening(draft: VenueDraft, happening: VenueHappening): void {
  switch (happening.fault) {
    case 'price-jump':
      disturb(draft, happening, { priceFactor: happening.factor });
      return;
    case 'gap-through-stop': {
      const factor = factorBeyondStop(draft, happening.symbol, happening.beyondFraction);
      if (factor !== null) disturb(draft, happening, { priceFactor: factor });
      return;
    }
    case 'thin-book':
      disturb(draft, happening, { depthFactor: happening.factor });
      return;
    case 'filter-change': {
      const symbol = draft.symbol(happening.symbol);
      draft.push({
        kind: 'symbol-changed',
        at: draft.at,
        symbol: { ...symbol, filters: { ...symbol.filters, ...happening.filters } },
      });
      return;
    }
    case 'halt':
    case 'resume': {
      const status = happening.fault === 'halt' ? happening.status : 'TRADING';
      draft.push({ kind: 'symbol-changed', at: draft.at, symbol: { ...draft.symbol(happening.symbol), status } });
      return;
    }
    case 'maintenance':
      dropStops(draft);
      return;
    case 'manual-order':
      placeOrder(draft, happening.request);
      return;
    case 'manual-cancel':
      cancelOpenOrders(draft, happening.symbol);
      return;
    case 'deposit':
    case 'withdrawal':
    case 'external-lock':
      moveFunds(draft, happening);
  }
}

function disturb(
  draft: VenueDraft,
  { symbol, forMs }: { readonly symbol: MarketSymbol; readonly forMs: number },
  factors: Partial<Pick<Disturbance, 'priceFactor' | 'depthFactor'>>,
): void {
  const disturbance = { symbol, from: draft.at, until: draft.at + forMs, priceFactor: 1, depthFactor: 1, ...factors };
  draft.push({ kind: 'disturbed', at: draft.at, disturbance });
}

/** The factor that takes the price from where it is to beyond the nearest waiting sell stop below it. */
function factorBeyondStop(draft: VenueDraft, symbol: MarketSymbol, beyondFraction: number): number | null {
  const lastPrice = draft.lastPrice(symbol);
  let nearest = price(0);
  for (const { request, isWorking } of draft.state.openOrders.values()) {
    const stop = request.stopPrice;
    if (request.symbol !== symbol || stop === undefined || isWorking || request.side !== 'SELL') continue;
    if (triggerDirection(request) === 'down' && stop.gt(nearest)) nearest = stop;
  }
  if (lastPrice === null || nearest.isZero()) return null;
  return nearest
    .times(1 - beyondFraction)
    .div(lastPrice)
    .toNumber();
}

function dropStops(draft: VenueDraft): void {
  for (const order of draft.state.openOrders.values()) {
    if (!isContingent(order.request.type) || order.isWorking || order.status === 'PENDING_NEW' || !draft.isOpen(order.orderId))
      continue;
    expire(draft, order.orderId, 'EXCHANGE_CANCELED');
    settleLists(draft);
  }
}

function moveFunds(
  draft: VenueDraft,
  happening: VenueHappening & { readonly fault: 'deposit' | 'withdrawal' | 'external-lock' },
): void {
  const { asset, fault } = happening;
  if (fault === 'deposit') {
    draft.push({ kind: 'transferred', at: draft.at, asset, delta: happening.quantity });
    return;
  }
  const free = draft.balance(asset).free;
  const delta = free.lt(happening.quantity) ? free : happening.quantity;
  if (delta.isZero()) return;
  if (fault === 'withdrawal') draft.push({ kind: 'transferred', at: draft.at, asset, delta: quantity(delta.negated()) });
  else draft.push({ kind: 'externally-locked', at: draft.at, asset, delta });
}
