import type { VenueFilters, VenueSymbol } from '../venue/venue-symbol.ts';
import { amountText, type WireObject } from './wire-order.ts';

/** A row of `exchangeInfo`. */
export function symbolRow(symbol: VenueSymbol, { showPermissionSets }: { readonly showPermissionSets: boolean }): WireObject {
  return {
    symbol: symbol.symbol,
    status: symbol.status,
    baseAsset: symbol.baseAsset,
    baseAssetPrecision: symbol.baseAssetPrecision,
    quoteAsset: symbol.quoteAsset,
    quotePrecision: symbol.quoteAssetPrecision,
    quoteAssetPrecision: symbol.quoteAssetPrecision,
    baseCommissionPrecision: symbol.baseAssetPrecision,
    quoteCommissionPrecision: symbol.quoteAssetPrecision,
    orderTypes: symbol.orderTypes,
    icebergAllowed: symbol.icebergAllowed,
    ocoAllowed: symbol.ocoAllowed,
    otoAllowed: symbol.otoAllowed,
    opoAllowed: symbol.opoAllowed,
    quoteOrderQtyMarketAllowed: symbol.quoteOrderQtyMarketAllowed,
    allowTrailingStop: symbol.allowTrailingStop,
    cancelReplaceAllowed: symbol.cancelReplaceAllowed,
    amendAllowed: symbol.amendAllowed,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filterRows(symbol.filters),
    permissions: [],
    ...(showPermissionSets ? { permissionSets: [['SPOT']] } : {}),
    defaultSelfTradePreventionMode: symbol.defaultSelfTradePreventionMode,
    allowedSelfTradePreventionModes: symbol.allowedSelfTradePreventionModes,
  };
}

/** Amounts become texts, everything else stays as it is. */
function asFilter(filterType: string, fields: object | null): readonly WireObject[] {
  if (fields === null) return [];
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'object' ? (name.includes('ultiplier') ? value.toFixed() : amountText(value)) : value,
  ]);
  return [{ filterType, ...Object.fromEntries(texts) }];
}

export function filterRows(filters: VenueFilters): readonly WireObject[] {
  return [
    ...asFilter('PRICE_FILTER', filters.priceFilter),
    ...asFilter('LOT_SIZE', filters.lotSize),
    ...asFilter('ICEBERG_PARTS', { limit: filters.icebergParts }),
    ...asFilter('MARKET_LOT_SIZE', filters.marketLotSize),
    ...asFilter('TRAILING_DELTA', filters.trailingDelta),
    ...asFilter('PERCENT_PRICE', filters.percentPrice),
    ...asFilter('PERCENT_PRICE_BY_SIDE', filters.percentPriceBySide),
    ...asFilter('MIN_NOTIONAL', filters.minNotional),
    ...asFilter('NOTIONAL', filters.notional),
    ...asFilter('MAX_NUM_ORDERS', { maxNumOrders: filters.maxNumOrders }),
    ...asFilter('MAX_NUM_ORDER_LISTS', { maxNumOrderLists: filters.maxNumOrderLists }),
    ...asFilter('MAX_NUM_ALGO_ORDERS', { maxNumAlgoOrders: filters.maxNumAlgoOrders }),
    ...asFilter('MAX_NUM_ICEBERG_ORDERS', { maxNumIcebergOrders: filters.maxNumIcebergOrders }),
    ...asFilter('MAX_NUM_ORDER_AMENDS', { maxNumOrderAmends: filters.maxNumOrderAmends }),
    ...(filters.maxPosition === null ? [] : asFilter('MAX_POSITION', { maxPosition: filters.maxPosition })),
  ];
}
