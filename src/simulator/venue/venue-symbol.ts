import { type Fraction, fraction, type Price, type Quantity, type QuoteAmount, quantity } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { OrderType } from '../../domain/order.ts';
import type { SelfTradePrevention, VenueOrderType } from './venue-order.ts';

/** Only in TRADING do orders trade; in CANCEL_ONLY, HALT, BREAK and END_OF_DAY nothing new is accepted, but open orders can be cancelled. */
export type SymbolStatus = 'TRADING' | 'END_OF_DAY' | 'HALT' | 'BREAK' | 'CANCEL_ONLY';

interface LotRule {
  readonly minQty: Quantity;
  readonly maxQty: Quantity;
  readonly stepSize: Quantity;
}

/** The filters of a symbol, each under the exchange's names; 0 disables a bound, null a whole filter. */
export interface VenueFilters {
  readonly priceFilter: { readonly minPrice: Price; readonly maxPrice: Price; readonly tickSize: Price };
  readonly percentPriceBySide: {
    readonly bidMultiplierUp: Fraction;
    readonly bidMultiplierDown: Fraction;
    readonly askMultiplierUp: Fraction;
    readonly askMultiplierDown: Fraction;
    readonly avgPriceMins: number;
  };
  /** The older form, of both sides alike; symbols have one or the other. */
  readonly percentPrice: {
    readonly multiplierUp: Fraction;
    readonly multiplierDown: Fraction;
    readonly avgPriceMins: number;
  } | null;
  readonly lotSize: LotRule;
  readonly marketLotSize: LotRule;
  readonly notional: {
    readonly minNotional: QuoteAmount;
    readonly applyMinToMarket: boolean;
    readonly maxNotional: QuoteAmount;
    readonly applyMaxToMarket: boolean;
    readonly avgPriceMins: number;
  };
  /** The older form of NOTIONAL. */
  readonly minNotional: {
    readonly minNotional: QuoteAmount;
    readonly applyToMarket: boolean;
    readonly avgPriceMins: number;
  } | null;
  readonly icebergParts: number;
  readonly trailingDelta: {
    readonly minTrailingAboveDelta: number;
    readonly maxTrailingAboveDelta: number;
    readonly minTrailingBelowDelta: number;
    readonly maxTrailingBelowDelta: number;
  };
  readonly maxNumOrders: number;
  readonly maxNumAlgoOrders: number;
  readonly maxNumIcebergOrders: number;
  readonly maxNumOrderLists: number;
  readonly maxNumOrderAmends: number;
  readonly maxPosition: Quantity | null;
}

/** What an account may have open on all markets together, 0 for any number; and the largest amount of an asset in one order (MAX_ASSET). */
export interface ExchangeFilters {
  readonly maxNumOrders: number;
  readonly maxNumAlgoOrders: number;
  readonly maxNumIcebergOrders: number;
  readonly maxNumOrderLists: number;
  readonly maxAssets: ReadonlyMap<Asset, Quantity>;
}

export const NO_EXCHANGE_FILTERS: ExchangeFilters = {
  maxNumOrders: 0,
  maxNumAlgoOrders: 0,
  maxNumIcebergOrders: 0,
  maxNumOrderLists: 0,
  maxAssets: new Map(),
};

/** The PRICE_RANGE execution rule: how far from the reference price a taker order may trade, as multiples. */
export interface PriceRangeRule {
  readonly bidLimitMultUp: Fraction;
  readonly bidLimitMultDown: Fraction;
  readonly askLimitMultUp: Fraction;
  readonly askLimitMultDown: Fraction;
}

/** A market as `exchangeInfo` and `executionRules` describe it. Every part can change while the exchange runs. */
export interface VenueSymbol {
  readonly symbol: MarketSymbol;
  readonly baseAsset: Asset;
  readonly quoteAsset: Asset;
  readonly status: SymbolStatus;
  readonly baseAssetPrecision: number;
  readonly quoteAssetPrecision: number;
  readonly orderTypes: readonly VenueOrderType[];
  /** When false, an order with `icebergQty` is refused; when true its whole quantity works at once, since nobody else sees the book. */
  readonly icebergAllowed: boolean;
  readonly ocoAllowed: boolean;
  readonly otoAllowed: boolean;
  readonly opoAllowed: boolean;
  readonly quoteOrderQtyMarketAllowed: boolean;
  readonly allowTrailingStop: boolean;
  readonly cancelReplaceAllowed: boolean;
  readonly amendAllowed: boolean;
  readonly defaultSelfTradePreventionMode: SelfTradePrevention;
  readonly allowedSelfTradePreventionModes: readonly SelfTradePrevention[];
  readonly filters: VenueFilters;
  readonly priceRange: PriceRangeRule | null;
  /** Null: the average price stands in for it in filters, and the price range is not enforced. */
  readonly referencePrice: Price | null;
}

const TYPES_BEHIND: Readonly<Record<OrderType, readonly VenueOrderType[]>> = {
  limit: ['LIMIT', 'LIMIT_MAKER'],
  market: ['MARKET'],
  'stop-loss': ['STOP_LOSS'],
  'take-profit': ['TAKE_PROFIT'],
  'stop-loss-limit': ['STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'],
};

/** The symbol that an instrument is a view of; what the instrument does not tell is as live symbols have it. */
export function venueSymbolOf(instrument: Instrument): VenueSymbol {
  const { capabilities } = instrument;
  const hasMarketStops = instrument.orderTypes.includes('stop-loss');
  return {
    symbol: instrument.symbol,
    baseAsset: instrument.baseAsset,
    quoteAsset: instrument.quoteAsset,
    status: instrument.status === 'trading' ? 'TRADING' : 'HALT',
    baseAssetPrecision: instrument.basePrecision,
    quoteAssetPrecision: 8,
    orderTypes: instrument.orderTypes.flatMap((type) => TYPES_BEHIND[type]),
    icebergAllowed: true,
    ocoAllowed: capabilities.includes('oco'),
    otoAllowed: capabilities.includes('oto'),
    opoAllowed: capabilities.includes('opo'),
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: capabilities.includes('trailing-stop'),
    cancelReplaceAllowed: capabilities.includes('cancel-replace'),
    amendAllowed: capabilities.includes('amend'),
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: hasMarketStops
      ? ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER']
      : ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
    filters: filtersOf(instrument),
    priceRange: null,
    referencePrice: null,
  };
}

function filtersOf(instrument: Instrument): VenueFilters {
  const { stepSize, quantityMin, quantityMax, marketQuantityMax, tickSize } = instrument;
  return {
    priceFilter: { minPrice: instrument.priceMin, maxPrice: instrument.priceMax, tickSize },
    percentPriceBySide: {
      bidMultiplierUp: instrument.buyPriceFractionMax,
      bidMultiplierDown: instrument.buyPriceFractionMin,
      askMultiplierUp: instrument.sellPriceFractionMax,
      askMultiplierDown: instrument.sellPriceFractionMin,
      avgPriceMins: 5,
    },
    lotSize: { minQty: quantityMin, maxQty: quantityMax, stepSize },
    marketLotSize: { minQty: quantity(0), maxQty: marketQuantityMax, stepSize: quantity(0) },
    notional: {
      minNotional: instrument.notionalMin,
      applyMinToMarket: true,
      maxNotional: instrument.notionalMax,
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    percentPrice: null,
    minNotional: null,
    icebergParts: 100,
    trailingDelta: {
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    maxNumOrders: instrument.openOrdersMax,
    maxNumAlgoOrders: instrument.stopOrdersMax,
    maxNumIcebergOrders: 10,
    maxNumOrderLists: 20,
    maxNumOrderAmends: 10,
    maxPosition: null,
  };
}

/** A tight range of one's own for tests and scripts of faults: the same distance up and down for both sides. */
export function evenPriceRange(distanceFraction: Fraction): PriceRangeRule {
  const up = fraction(distanceFraction.plus(1));
  const down = fraction(fraction(1).minus(distanceFraction));
  return { bidLimitMultUp: up, bidLimitMultDown: down, askLimitMultUp: up, askLimitMultDown: down };
}
