import { z } from 'zod';
import { type Fraction, fraction, price, quantity, quoteAmount } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { baseAssetOf, type MarketSymbol, parseMarketSymbol, QUOTE_ASSET } from '../../domain/market-symbol.ts';
import type { OrderType } from '../../domain/order.ts';
import { wireDecimal } from './wire-values.ts';

/** Older answers write the multipliers and counts as numbers or as text; both are read. */
const wireMultiplier = z.union([wireDecimal, z.number().nonnegative().transform(String)]);
const wireCount = z.coerce.number().int().nonnegative();

const namedFilterSchema = z.looseObject({ filterType: z.string() });

const FILTER_SCHEMAS = {
  PRICE_FILTER: z.object({ minPrice: wireDecimal, maxPrice: wireDecimal, tickSize: wireDecimal }),
  PERCENT_PRICE: z.object({ multiplierUp: wireMultiplier, multiplierDown: wireMultiplier }),
  PERCENT_PRICE_BY_SIDE: z.object({
    bidMultiplierUp: wireMultiplier,
    bidMultiplierDown: wireMultiplier,
    askMultiplierUp: wireMultiplier,
    askMultiplierDown: wireMultiplier,
  }),
  LOT_SIZE: z.object({ minQty: wireDecimal, maxQty: wireDecimal, stepSize: wireDecimal }),
  MARKET_LOT_SIZE: z.object({ maxQty: wireDecimal }),
  MIN_NOTIONAL: z.object({ minNotional: wireDecimal }),
  NOTIONAL: z.object({ minNotional: wireDecimal, maxNotional: wireDecimal }),
  MAX_NUM_ORDERS: z.object({ maxNumOrders: wireCount }),
  MAX_NUM_ALGO_ORDERS: z.object({ maxNumAlgoOrders: wireCount }),
};

/** Types that Steward never sends, and those that are yet to come, are left out. */
const ORDER_TYPES: Readonly<Record<string, OrderType>> = {
  MARKET: 'market',
  LIMIT: 'limit',
  STOP_LOSS: 'stop-loss',
  STOP_LOSS_LIMIT: 'stop-loss-limit',
};

const DEFAULT_PRECISION = 8;

const marketSchema = z
  .looseObject({
    symbol: z.string(),
    status: z.string(),
    baseAsset: z.string(),
    orderTypes: z.array(z.string()),
    isSpotTradingAllowed: z.boolean().optional(),
    baseAssetPrecision: wireCount.optional(),
    baseCommissionPrecision: wireCount.optional(),
    filters: z.array(z.unknown()),
  })
  .transform((market, context): Instrument => {
    const symbol = parseMarketSymbol(market.symbol);
    if (symbol === null || baseAssetOf(symbol) !== market.baseAsset) {
      context.addIssue({ code: 'custom', message: `${market.symbol} is no market of ${market.baseAsset} in ${QUOTE_ASSET}` });
      return z.NEVER;
    }
    try {
      return instrumentOf(symbol, market);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      for (const issue of error.issues) context.addIssue({ code: 'custom', message: issue.message, path: issue.path });
      return z.NEVER;
    }
  });

const quotedSchema = z.looseObject({ quoteAsset: z.string() });

/** Markets against other currencies are not ours; what their rows hold is not even looked at. */
const marketRowsSchema = z
  .array(quotedSchema)
  .transform((rows) => rows.filter((row) => row.quoteAsset === QUOTE_ASSET && /^[A-Z0-9]+$/.test(String(row['symbol']))))
  .pipe(z.array(marketSchema));

const rateLimitSchema = z.looseObject({ rateLimitType: z.string(), interval: z.string(), intervalNum: z.number(), limit: z.number() });

/**
 * `GET /api/v3/exchangeInfo`: the markets in USDT with what they accept, and the weight that an address may use in a minute.
 * A status that is not TRADING, known or unknown, is a halt. Filters that are missing set no bound; unknown ones are left out.
 * @see binance-spot-api-docs, rest-api.md: Exchange information; filters.md
 */
export const exchangeInfoSchema = z.looseObject({
  rateLimits: z
    .array(rateLimitSchema)
    .catch([])
    .transform(
      (limits) =>
        limits.find(
          ({ rateLimitType, interval, intervalNum }) =>
            rateLimitType === 'REQUEST_WEIGHT' && interval === 'MINUTE' && intervalNum === 1,
        )?.limit ?? null,
    ),
  symbols: marketRowsSchema,
});

interface WireMarket {
  readonly status: string;
  readonly baseAsset: string;
  readonly orderTypes: readonly string[];
  readonly isSpotTradingAllowed?: boolean | undefined;
  readonly baseAssetPrecision?: number | undefined;
  readonly baseCommissionPrecision?: number | undefined;
  readonly filters: readonly unknown[];
}

function instrumentOf(symbol: MarketSymbol, market: WireMarket): Instrument {
  const filters = new WireFilters(market.filters);
  const prices = filters.find('PRICE_FILTER');
  const lots = filters.find('LOT_SIZE');
  const notional = filters.find('NOTIONAL');
  return {
    symbol,
    baseAsset: market.baseAsset,
    quoteAsset: QUOTE_ASSET,
    status: market.status === 'TRADING' && market.isSpotTradingAllowed !== false ? 'trading' : 'halted',
    orderTypes: market.orderTypes.flatMap((type) => ORDER_TYPES[type] ?? []),
    tickSize: price(prices?.tickSize ?? 0),
    priceMin: price(prices?.minPrice ?? 0),
    priceMax: price(prices?.maxPrice ?? 0),
    stepSize: quantity(lots?.stepSize ?? 0),
    quantityMin: quantity(lots?.minQty ?? 0),
    quantityMax: quantity(lots?.maxQty ?? 0),
    marketQuantityMax: quantity(filters.find('MARKET_LOT_SIZE')?.maxQty ?? 0),
    notionalMin: quoteAmount(notional?.minNotional ?? filters.find('MIN_NOTIONAL')?.minNotional ?? 0),
    notionalMax: quoteAmount(notional?.maxNotional ?? 0),
    ...priceFractionsOf(filters),
    openOrdersMax: filters.find('MAX_NUM_ORDERS')?.maxNumOrders ?? 0,
    stopOrdersMax: filters.find('MAX_NUM_ALGO_ORDERS')?.maxNumAlgoOrders ?? 0,
    basePrecision: market.baseCommissionPrecision ?? market.baseAssetPrecision ?? DEFAULT_PRECISION,
  };
}

function priceFractionsOf(
  filters: WireFilters,
): Record<'buyPriceFractionMax' | 'buyPriceFractionMin' | 'sellPriceFractionMax' | 'sellPriceFractionMin', Fraction> {
  const bySide = filters.find('PERCENT_PRICE_BY_SIDE');
  const ofBoth = filters.find('PERCENT_PRICE');
  return {
    buyPriceFractionMax: fraction(bySide?.bidMultiplierUp ?? ofBoth?.multiplierUp ?? 0),
    buyPriceFractionMin: fraction(bySide?.bidMultiplierDown ?? ofBoth?.multiplierDown ?? 0),
    sellPriceFractionMax: fraction(bySide?.askMultiplierUp ?? ofBoth?.multiplierUp ?? 0),
    sellPriceFractionMin: fraction(bySide?.askMultiplierDown ?? ofBoth?.multiplierDown ?? 0),
  };
}
