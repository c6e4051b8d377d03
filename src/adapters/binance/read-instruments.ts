import { z } from 'zod';
import { fraction, price, quantity, quoteAmount } from '../../domain/decimal.ts';
import type { Instrument, InstrumentCapability } from '../../domain/instrument.ts';
import { QUOTE_ASSET } from '../../domain/market-symbol.ts';
import type { OrderType } from '../../domain/order.ts';
import { unknownWordsOf } from './unknown-words.ts';
import { wireDecimal } from './wire-values.ts';

const wireCount = z.number().int().nonnegative();

const listedFiltersSchema = z.array(z.looseObject({ filterType: z.string() }));

/** The filters by their types. Those that are missing set no bound; those that nobody here knows are left out. */
const filtersSchema = z.preprocess(
  filtersByType,
  z.object({
    PRICE_FILTER: z.object({ minPrice: wireDecimal, maxPrice: wireDecimal, tickSize: wireDecimal }).optional(),
    PERCENT_PRICE: z.object({ multiplierUp: wireDecimal, multiplierDown: wireDecimal }).optional(),
    PERCENT_PRICE_BY_SIDE: z
      .object({
        bidMultiplierUp: wireDecimal,
        bidMultiplierDown: wireDecimal,
        askMultiplierUp: wireDecimal,
        askMultiplierDown: wireDecimal,
      })
      .optional(),
    LOT_SIZE: z.object({ minQty: wireDecimal, maxQty: wireDecimal, stepSize: wireDecimal }).optional(),
    MARKET_LOT_SIZE: z.object({ maxQty: wireDecimal }).optional(),
    MIN_NOTIONAL: z.object({ minNotional: wireDecimal }).optional(),
    NOTIONAL: z.object({ minNotional: wireDecimal, maxNotional: wireDecimal }).optional(),
    MAX_NUM_ORDERS: z.object({ maxNumOrders: wireCount }).optional(),
    MAX_NUM_ALGO_ORDERS: z.object({ maxNumAlgoOrders: wireCount }).optional(),
  }),
);

/** Types that Steward never sends, and those that are yet to come, are left out. */
const ORDER_TYPES: Readonly<Record<string, OrderType>> = {
  MARKET: 'market',
  LIMIT: 'limit',
  STOP_LOSS: 'stop-loss',
  STOP_LOSS_LIMIT: 'stop-loss-limit',
  TAKE_PROFIT: 'take-profit',
};

/** Where the exchange says whether a market offers something. What it does not tell is not offered. */
const CAPABILITY_FIELDS = {
  oco: 'ocoAllowed',
  oto: 'otoAllowed',
  opo: 'opoAllowed',
  'cancel-replace': 'cancelReplaceAllowed',
  amend: 'amendAllowed',
  'trailing-stop': 'allowTrailingStop',
} as const satisfies Readonly<Record<InstrumentCapability, string>>;

const DEFAULT_PRECISION = 8;

const instrumentSchema = z
  .looseObject({
    baseAsset: z.string(),
    status: z.string(),
    orderTypes: z.array(z.string()),
    isSpotTradingAllowed: z.boolean().default(true),
    baseAssetPrecision: wireCount.default(DEFAULT_PRECISION),
    baseCommissionPrecision: wireCount.optional(),
    filters: filtersSchema,
  })
  .transform((market): Instrument => {
    const { filters } = market;
    const bothSides = filters.PERCENT_PRICE;
    const bySide = filters.PERCENT_PRICE_BY_SIDE;
    return {
      symbol: `${market.baseAsset}USDT`,
      baseAsset: market.baseAsset,
      quoteAsset: QUOTE_ASSET,
      status: market.status === 'TRADING' && market.isSpotTradingAllowed ? 'trading' : 'halted',
      orderTypes: market.orderTypes.flatMap((type) => ORDER_TYPES[type] ?? []),
      capabilities: capabilitiesOf(market),
      tickSize: price(filters.PRICE_FILTER?.tickSize ?? 0),
      priceMin: price(filters.PRICE_FILTER?.minPrice ?? 0),
      priceMax: price(filters.PRICE_FILTER?.maxPrice ?? 0),
      stepSize: quantity(filters.LOT_SIZE?.stepSize ?? 0),
      quantityMin: quantity(filters.LOT_SIZE?.minQty ?? 0),
      quantityMax: quantity(filters.LOT_SIZE?.maxQty ?? 0),
      marketQuantityMax: quantity(filters.MARKET_LOT_SIZE?.maxQty ?? 0),
      notionalMin: quoteAmount(filters.NOTIONAL?.minNotional ?? filters.MIN_NOTIONAL?.minNotional ?? 0),
      notionalMax: quoteAmount(filters.NOTIONAL?.maxNotional ?? 0),
      buyPriceFractionMax: fraction(bySide?.bidMultiplierUp ?? bothSides?.multiplierUp ?? 0),
      buyPriceFractionMin: fraction(bySide?.bidMultiplierDown ?? bothSides?.multiplierDown ?? 0),
      sellPriceFractionMax: fraction(bySide?.askMultiplierUp ?? bothSides?.multiplierUp ?? 0),
      sellPriceFractionMin: fraction(bySide?.askMultiplierDown ?? bothSides?.multiplierDown ?? 0),
      openOrdersMax: filters.MAX_NUM_ORDERS?.maxNumOrders ?? 0,
      stopOrdersMax: filters.MAX_NUM_ALGO_ORDERS?.maxNumAlgoOrders ?? 0,
      basePrecision: market.baseCommissionPrecision ?? market.baseAssetPrecision,
    };
  });

const listedMarketsSchema = z.array(z.looseObject({ symbol: z.string() }));
const instrumentsSchema = z.array(instrumentSchema);
/** Rows of other kinds of markets are dropped before anything of them is judged. */
const marketsSchema = z.preprocess(withoutStrangers, z.array(z.unknown())).transform((rows, context) => {
  const read = instrumentsSchema.safeParse(rows);
  if (read.success) return { instruments: read.data, unknownWords: [...new Set(rows.flatMap(unknownWordsOf))] };
  for (const { message, path } of read.error.issues) context.addIssue({ code: 'custom', message, path });
  return z.NEVER;
});

const weightMaxSchema = z
  .array(z.looseObject({ rateLimitType: z.string(), interval: z.string(), intervalNum: z.number(), limit: z.number() }))
  .transform(
    (limits) =>
      limits.find((limit) => limit.rateLimitType === 'REQUEST_WEIGHT' && limit.interval === 'MINUTE' && limit.intervalNum === 1)
        ?.limit ?? null,
  );

/**
 * `GET /api/v3/exchangeInfo`: what the markets in USDT accept, and the weight that an address may use in a minute, null when it is not
 * told. Any status but TRADING is a halt, the unknown ones included; words that nobody here knows are told beside it.
 * @see binance-spot-api-docs, rest-api.md: Exchange information; filters.md
 */
export const exchangeInfoSchema = z
  .looseObject({ rateLimits: weightMaxSchema.catch(null), symbols: marketsSchema })
  .transform(({ rateLimits, symbols }) => ({ weightMax: rateLimits, ...symbols }));

function capabilitiesOf(market: Readonly<Record<string, unknown>>): readonly InstrumentCapability[] {
  const fields = Object.entries(CAPABILITY_FIELDS) as readonly (readonly [InstrumentCapability, string])[];
  return fields.flatMap(([capability, field]) => (market[field] === true ? [capability] : []));
}

function filtersByType(filters: unknown): unknown {
  const listed = listedFiltersSchema.safeParse(filters);
  return listed.success ? Object.fromEntries(listed.data.map((filter) => [filter.filterType, filter])) : filters;
}

function withoutStrangers(rows: unknown): unknown {
  const listed = listedMarketsSchema.safeParse(rows);
  if (!listed.success) return rows;
  return listed.data.filter(
    (row) => /^[A-Z0-9]+USDT$/.test(row.symbol) && row.symbol === `${String(row['baseAsset'])}${QUOTE_ASSET}`,
  );
}
