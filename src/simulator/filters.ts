import { type Decimal, type Fraction, fitsStep, type Measured, type Price } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderRequest, OrderType } from '../domain/order.ts';
import { isContingent } from './open-order.ts';

/** Why the exchange refuses an order, in its own code and words. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** An order and what its market looks like when it arrives. */
interface ArrivingOrder {
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  readonly lastPrice: Price;
}

interface OpenCounts {
  /** Orders that are open on this market, and how many of them are stops and targets. */
  readonly openOrders: number;
  readonly openStops: number;
}

export type FilterCase = ArrivingOrder & OpenCounts;

export const INVALID_SYMBOL: Refusal = { code: -1121, message: 'Invalid symbol.' };
export const MARKET_CLOSED: Refusal = { code: -1013, message: 'Market is closed.' };

/**
 * The first thing about an order that its market does not accept, null when it accepts all.
 *
 * @see binance-spot-api-docs, filters.md and errors.md
 */
export function refusalByMarket(order: FilterCase): Refusal | null {
  return refusalByOwnTerms(order) ?? refusalByCounts([order.request], order);
}

/** What its market does not accept about an order whatever else is open. */
export function refusalByOwnTerms(order: ArrivingOrder): Refusal | null {
  return refusalByForm(order) ?? refusalByFilters(order);
}

/** Whether orders of one market that arrive together still fit beside those that are open. */
export function refusalByCounts(
  requests: readonly OrderRequest[],
  { instrument, openOrders, openStops }: OpenCounts & Pick<ArrivingOrder, 'instrument'>,
): Refusal | null {
  const stops = requests.filter(isContingent).length;
  if (!isAtMostCount(openOrders + requests.length, instrument.openOrdersMax)) return filterFailure('MAX_NUM_ORDERS');
  return stops > 0 && !isAtMostCount(openStops + stops, instrument.stopOrdersMax) ? filterFailure('MAX_NUM_ALGO_ORDERS') : null;
}

function filterFailure(name: string): Refusal {
  return { code: -1013, message: `Filter failure: ${name}` };
}

const TYPE_NAMES: Readonly<Record<OrderType, string>> = {
  market: 'Market',
  limit: 'Limit',
  'stop-loss': 'Stop loss',
  'stop-loss-limit': 'Stop loss limit',
  'take-profit': 'Take profit',
};

const CLIENT_ORDER_ID = /^[a-zA-Z0-9-_]{1,36}$/;
/** Decimal places of prices, and of amounts in USDT. */
const QUOTE_PRECISION = 8;

function refusalByForm({ request, instrument }: ArrivingOrder): Refusal | null {
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

function refusalByFilters(order: ArrivingOrder): Refusal | null {
  const failed = FILTERS.find((filter) => !filter.passes(order));
  return failed === undefined ? null : filterFailure(failed.name);
}

interface Filter {
  readonly name: string;
  passes(order: ArrivingOrder): boolean;
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
      const becomesMarket = !('price' in request);
      return value.gte(instrument.notionalMin) && (becomesMarket || isAtMost(value, instrument.notionalMax));
    },
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
    case 'take-profit':
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
    case 'take-profit':
      return request.stopPrice;
    case 'limit':
    case 'stop-loss-limit':
      return request.price;
  }
}

function isWithin<T extends Measured>(value: T, bounds: { readonly min: T; readonly max: T }): boolean {
  return value.gte(bounds.min) && isAtMost(value, bounds.max);
}

/** A maximum of 0 means that the exchange sets none. */
function isAtMost(value: Decimal, max: Decimal): boolean {
  return max.isZero() || value.lte(max);
}

function isAtMostCount(count: number, max: number): boolean {
  return max === 0 || count <= max;
}
