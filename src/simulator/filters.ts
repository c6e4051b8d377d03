import { type Decimal, type Fraction, fitsStep, type Measured, type Price } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderRequest, OrderType } from '../domain/order.ts';

/** Why the exchange refuses an order, in its own code and words. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** An order and what its market looks like when it arrives. */
export interface FilterCase {
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  readonly lastPrice: Price;
  /** Orders that are open on this market, and how many of them are stops. */
  readonly openOrders: number;
  readonly openStops: number;
}

export const INVALID_SYMBOL: Refusal = { code: -1121, message: 'Invalid symbol.' };
export const MARKET_CLOSED: Refusal = { code: -1013, message: 'Market is closed.' };

/**
 * The first thing about an order that its market does not accept, null when it accepts all.
 *
 * @see binance-spot-api-docs, filters.md and errors.md
 */
export function refusalByMarket(order: FilterCase): Refusal | null {
  return refusalByForm(order) ?? refusalByFilters(order);
}

const TYPE_NAMES: Readonly<Record<OrderType, string>> = {
  market: 'Market',
  limit: 'Limit',
  'stop-loss': 'Stop loss',
  'stop-loss-limit': 'Stop loss limit',
};

const CLIENT_ORDER_ID = /^[a-zA-Z0-9-_]{1,36}$/;
/** Decimal places of prices, and of amounts in USDT. */
const QUOTE_PRECISION = 8;

function refusalByForm({ request, instrument }: FilterCase): Refusal | null {
  if (!instrument.orderTypes.includes(request.type)) {
    return { code: -1013, message: `${TYPE_NAMES[request.type]} orders are not supported for this symbol.` };
  }
  if (!CLIENT_ORDER_ID.test(request.clientOrderId)) {
    return {
      code: -1100,
      message: `Illegal characters found in parameter 'newClientOrderId'; legal range is '${CLIENT_ORDER_ID.source}'.`,
    };
  }
  if (!request.quantity.isPositive() || request.quantity.isZero()) return { code: -1013, message: 'Invalid quantity.' };
  if (request.quantity.decimalPlaces() > instrument.basePrecision) return tooPrecise('quantity');
  for (const [name, value] of namedPrices(request)) {
    if (!value.isPositive() || value.isZero()) return { code: -1013, message: `Invalid ${name}.` };
    if (value.decimalPlaces() > QUOTE_PRECISION) return tooPrecise(name);
  }
  return null;
}

function tooPrecise(parameter: string): Refusal {
  return { code: -1111, message: `Parameter '${parameter}' has too much precision.` };
}

function refusalByFilters(order: FilterCase): Refusal | null {
  const failed = FILTERS.find((filter) => !filter.passes(order));
  return failed === undefined ? null : { code: -1013, message: `Filter failure: ${failed.name}` };
}

interface Filter {
  readonly name: string;
  passes(order: FilterCase): boolean;
}

const FILTERS: readonly Filter[] = [
  {
    name: 'PRICE_FILTER',
    passes: ({ request, instrument }) =>
      namedPrices(request).every(
        ([, value]) =>
          isWithin(value, { min: instrument.priceMin, max: instrument.priceMax }) && fitsStep(value, instrument.tickSize),
      ),
  },
  {
    name: 'PERCENT_PRICE_BY_SIDE',
    passes: ({ request, instrument, lastPrice }) => {
      const bounds =
        request.side === 'buy'
          ? { min: instrument.buyPriceFractionMin, max: instrument.buyPriceFractionMax }
          : { min: instrument.sellPriceFractionMin, max: instrument.sellPriceFractionMax };
      return namedPrices(request).every(([, value]) => isWithin(value.div(lastPrice) as Decimal as Fraction, bounds));
    },
  },
  {
    name: 'LOT_SIZE',
    passes: ({ request, instrument }) =>
      isWithin(request.quantity, { min: instrument.quantityMin, max: instrument.quantityMax }) &&
      fitsStep(request.quantity, instrument.stepSize),
  },
  {
    name: 'MARKET_LOT_SIZE',
    passes: ({ request, instrument }) => request.type !== 'market' || isAtMost(request.quantity, instrument.marketQuantityMax),
  },
  {
    name: 'NOTIONAL',
    passes: ({ request, instrument, lastPrice }) => {
      const value = notionalPrice(request, lastPrice).times(request.quantity);
      const becomesMarket = request.type === 'market' || request.type === 'stop-loss';
      return value.gte(instrument.notionalMin) && (becomesMarket || isAtMost(value, instrument.notionalMax));
    },
  },
  { name: 'MAX_NUM_ORDERS', passes: ({ instrument, openOrders }) => isBelow(openOrders, instrument.openOrdersMax) },
  {
    name: 'MAX_NUM_ALGO_ORDERS',
    passes: ({ request, instrument, openStops }) => !isStopType(request.type) || isBelow(openStops, instrument.stopOrdersMax),
  },
];

/** The exchange's own names of an order's prices, with the prices. */
function namedPrices(request: OrderRequest): readonly (readonly [string, Price])[] {
  switch (request.type) {
    case 'market':
      return [];
    case 'limit':
      return [['price', request.price]];
    case 'stop-loss':
      return [['stopPrice', request.stopPrice]];
    case 'stop-loss-limit':
      return [
        ['price', request.price],
        ['stopPrice', request.stopPrice],
      ];
  }
}

/** The price at which an order's notional is judged: its own where it has one, else the market's. */
function notionalPrice(request: OrderRequest, lastPrice: Price): Price {
  switch (request.type) {
    case 'market':
      return lastPrice;
    case 'stop-loss':
      return request.stopPrice;
    case 'limit':
    case 'stop-loss-limit':
      return request.price;
  }
}

export function isStopType(type: OrderType): boolean {
  return type === 'stop-loss' || type === 'stop-loss-limit';
}

function isWithin<T extends Measured>(value: T, bounds: { readonly min: T; readonly max: T }): boolean {
  return value.gte(bounds.min) && isAtMost(value, bounds.max);
}

/** A maximum of 0 means that the exchange sets none. */
function isAtMost(value: Decimal, max: Decimal): boolean {
  return max.isZero() || value.lte(max);
}

function isBelow(count: number, max: number): boolean {
  return max === 0 || count < max;
}
