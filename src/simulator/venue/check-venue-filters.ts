import {
  type Decimal,
  fitsStep,
  type Measured,
  type Price,
  type Quantity,
  quantity,
  ZERO_QUANTITY,
} from '../../domain/decimal.ts';
import type { Refusal } from '../filters.ts';
import { icebergOf } from './check-form.ts';
import type { VenueDraft } from './venue-draft.ts';
import { availableOf, hasLimit, triggerDirection, type VenueOrderRequest } from './venue-order.ts';
import { filterFailure } from './venue-refusal.ts';
import type { VenueFilters, VenueSymbol } from './venue-symbol.ts';

/** An order whose quantity is known, on its market as it is now. */
interface FilterCase {
  readonly request: VenueOrderRequest;
  readonly quantity: Quantity;
  readonly orderId?: number;
  readonly symbol: VenueSymbol;
  readonly draft: VenueDraft;
}

/**
 * The first filter that an order does not pass; the exchange judges them before the engine sees the order.
 *
 * @param order  With the number of an order that is open already, which then is not counted twice.
 * @see binance-spot-api-docs, filters.md
 */
export function refusalByFilters(
  draft: VenueDraft,
  request: VenueOrderRequest,
  order: { readonly quantity: Quantity; readonly orderId?: number },
): Refusal | null {
  const symbol = draft.symbol(request.symbol);
  const failed = ORDER_FILTERS.find(({ passes }) => !passes({ ...order, request, symbol, draft }));
  return failed === undefined ? null : filterFailure(failed.name);
}

const ORDER_FILTERS: readonly { readonly name: string; readonly passes: (order: FilterCase) => boolean }[] = [
  { name: 'PRICE_FILTER', passes: passesPriceFilter },
  { name: 'PERCENT_PRICE', passes: passesOlderPercentPrice },
  { name: 'PERCENT_PRICE_BY_SIDE', passes: passesPercentPrice },
  { name: 'LOT_SIZE', passes: passesLotSize },
  { name: 'MARKET_LOT_SIZE', passes: passesMarketLotSize },
  { name: 'MIN_NOTIONAL', passes: passesOlderNotional },
  { name: 'NOTIONAL', passes: passesNotional },
  { name: 'ICEBERG_PARTS', passes: passesIcebergParts },
  { name: 'TRAILING_DELTA', passes: passesTrailingDelta },
  { name: 'MAX_POSITION', passes: passesMaxPosition },
  { name: 'MAX_ASSET', passes: passesMaxAsset },
];

function passesPriceFilter({ request, symbol }: FilterCase): boolean {
  const { minPrice, maxPrice, tickSize } = symbol.filters.priceFilter;
  return [request.price, request.stopPrice].every(
    (value) => value === undefined || (isWithin(value, { min: minPrice, max: maxPrice }) && fitsStep(value, tickSize)),
  );
}

function passesPercentPrice({ request, symbol, draft }: FilterCase): boolean {
  const rule = symbol.filters.percentPriceBySide;
  if (request.price === undefined) return true;
  const reference = referenceOf(draft, symbol, rule.avgPriceMins);
  if (reference === null) return true;
  const [up, down] =
    request.side === 'BUY' ? [rule.bidMultiplierUp, rule.bidMultiplierDown] : [rule.askMultiplierUp, rule.askMultiplierDown];
  return (up.isZero() || request.price.lte(reference.times(up))) && request.price.gte(reference.times(down));
}

function passesOlderPercentPrice({ request, symbol, draft }: FilterCase): boolean {
  const rule = symbol.filters.percentPrice;
  const reference = rule === null || request.price === undefined ? null : referenceOf(draft, symbol, rule.avgPriceMins);
  if (rule === null || request.price === undefined || reference === null) return true;
  return request.price.lte(reference.times(rule.multiplierUp)) && request.price.gte(reference.times(rule.multiplierDown));
}

function passesOlderNotional(order: FilterCase): boolean {
  const rule = order.symbol.filters.minNotional;
  if (rule === null || (!hasLimit(order.request.type) && !rule.applyToMarket)) return true;
  return orderValueOf(order, rule.avgPriceMins)?.gte(rule.minNotional) ?? true;
}

/** Of the base the order's quantity, of the quote its value. */
function passesMaxAsset(order: FilterCase): boolean {
  const { maxAssets } = order.draft.world.exchangeFilters;
  const base = maxAssets.get(order.symbol.baseAsset);
  const quote = maxAssets.get(order.symbol.quoteAsset);
  if (base !== undefined && order.quantity.gt(base)) return false;
  return quote === undefined || (orderValueOf(order, order.symbol.filters.notional.avgPriceMins)?.lte(quote) ?? true);
}

/** Price times quantity: at the order's own price, its trigger, or the reference where it has neither. Null in a market without a price. */
function orderValueOf({ request, quantity: amount, symbol, draft }: FilterCase, avgPriceMins: number): Decimal | null {
  if (request.quoteOrderQty !== undefined) return request.quoteOrderQty;
  return (request.price ?? request.stopPrice ?? referenceOf(draft, symbol, avgPriceMins))?.times(amount) ?? null;
}

function passesLotSize({ request, quantity: amount, symbol }: FilterCase): boolean {
  const iceberg = icebergOf(request);
  return fitsLot(amount, symbol.filters.lotSize) && (iceberg === null || fitsLot(quantity(iceberg), symbol.filters.lotSize));
}

function passesMarketLotSize({ request, quantity: amount, symbol }: FilterCase): boolean {
  return request.type !== 'MARKET' || fitsLot(amount, symbol.filters.marketLotSize);
}

function passesNotional(order: FilterCase): boolean {
  const rule = order.symbol.filters.notional;
  const isMarket = !hasLimit(order.request.type);
  const value = orderValueOf(order, rule.avgPriceMins);
  if (value === null) return true;
  if ((!isMarket || rule.applyMinToMarket) && value.lt(rule.minNotional)) return false;
  return (isMarket && !rule.applyMaxToMarket) || rule.maxNotional.isZero() || value.lte(rule.maxNotional);
}

function passesIcebergParts({ request, quantity: amount, symbol }: FilterCase): boolean {
  const iceberg = icebergOf(request);
  return iceberg === null || amount.div(iceberg).ceil().lte(symbol.filters.icebergParts);
}

function passesTrailingDelta({ request, symbol }: FilterCase): boolean {
  if (request.trailingDelta === undefined) return true;
  const rule = symbol.filters.trailingDelta;
  const [min, max] =
    triggerDirection(request) === 'up'
      ? [rule.minTrailingAboveDelta, rule.maxTrailingAboveDelta]
      : [rule.minTrailingBelowDelta, rule.maxTrailingBelowDelta];
  return request.trailingDelta >= min && request.trailingDelta <= max;
}

function passesMaxPosition({ request, quantity: amount, orderId, symbol, draft }: FilterCase): boolean {
  const { maxPosition } = symbol.filters;
  if (maxPosition === null || request.side === 'SELL') return true;
  const buying = [...draft.state.openOrders.values()]
    .filter((open) => open.request.symbol === request.symbol && open.request.side === 'BUY' && open.orderId !== orderId)
    .reduce((sum, open) => sum.plus(availableOf(open)), amount as Decimal);
  return buying.plus(draft.state.totals.get(symbol.baseAsset) ?? ZERO_QUANTITY).lte(maxPosition);
}

/** The price that filters measure by: the reference price, else the average of the last minutes, else (0 minutes) the last price. */
function referenceOf(draft: VenueDraft, symbol: VenueSymbol, minutes: number): Price | null {
  if (symbol.referencePrice !== null) return symbol.referencePrice;
  return minutes === 0 ? draft.lastPrice(symbol.symbol) : draft.world.market.averagePrice(symbol.symbol, draft.at, minutes);
}

function fitsLot(amount: Quantity, rule: VenueFilters['lotSize']): boolean {
  return isWithin(amount, { min: rule.minQty, max: rule.maxQty }) && fitsStep(amount, rule.stepSize);
}

/** A bound of 0 sets none. */
function isWithin<T extends Measured>(value: T, { min, max }: { readonly min: T; readonly max: T }): boolean {
  return value.gte(min) && (max.isZero() || value.lte(max));
}
