import { RAW_REQUESTS_MAX, WEIGHT_MAX } from './address-limits.ts';
import { type Endpoint, endpoint, knownSymbol, readKnownSymbol } from './endpoint.ts';
import { ORDER_LIMITS } from './order-counts.ts';
import { amountText, type WireObject } from './wire-order.ts';
import { badCombination, refuse } from './wire-refusal.ts';
import { filterRows, symbolRow } from './wire-symbol.ts';

const RULE_WEIGHT = 2;
const RULE_WEIGHT_MAX = 40;

const ping = endpoint({ rest: 'GET /api/v3/ping', socket: 'ping', weight: 1, read: () => null, act: () => ({}) });

const time = endpoint({
  rest: 'GET /api/v3/time',
  socket: 'time',
  weight: 1,
  read: () => null,
  act: (_input, venue) => ({ serverTime: venue.serverTime() }),
});

/** The limits without counts, as exchangeInfo has them. */
function rateLimits(): readonly WireObject[] {
  return [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_MAX },
    ...ORDER_LIMITS.map(({ interval, intervalNum, limit }) => ({ rateLimitType: 'ORDERS', interval, intervalNum, limit })),
    { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: RAW_REQUESTS_MAX },
  ];
}

const STATUSES = ['TRADING', 'END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'] as const;

const exchangeInfo = endpoint({
  rest: 'GET /api/v3/exchangeInfo',
  socket: 'exchangeInfo',
  weight: 20,
  read: (parameters, venue) => {
    const [symbol, symbols] = [parameters.symbol(), parameters.symbols()];
    const status = parameters.choice('symbolStatus', STATUSES, { code: -1122, message: 'Invalid symbolStatus.' });
    const permissions = parameters.text('permissions');
    const showPermissionSets = parameters.flag('showPermissionSets') ?? true;
    const given = [symbol, symbols, permissions].filter((value) => value !== undefined).length;
    if (given > 1 || (status !== undefined && (symbol !== undefined || symbols !== undefined))) {
      throw badCombination('use one of symbol, symbols, permissions; symbolStatus without symbol and symbols.');
    }
    const asked = symbol === undefined ? symbols : [symbol];
    const known = asked?.map((name) => knownSymbol(venue, name)) ?? venue.account.symbols;
    const isSpot = permissions === undefined || permissions.includes('SPOT');
    return { symbols: known.filter((row) => isSpot && (status === undefined || row.status === status)), showPermissionSets };
  },
  act: ({ symbols, showPermissionSets }, venue) => ({
    timezone: 'UTC',
    serverTime: venue.serverTime(),
    rateLimits: rateLimits(),
    exchangeFilters: [],
    symbols: symbols.map((symbol) => symbolRow(symbol, { showPermissionSets })),
  }),
});

const executionRules = endpoint({
  rest: 'GET /api/v3/executionRules',
  socket: 'executionRules',
  weight: (parameters, { account }) => {
    const list = parameters.peek('symbols')?.split(',').length;
    const count = parameters.peek('symbol') === undefined ? (list ?? account.symbols.length) : 1;
    return Math.min(RULE_WEIGHT_MAX, RULE_WEIGHT * count);
  },
  read: (parameters, venue) => {
    const [symbol, symbols] = [parameters.symbol(), parameters.symbols()];
    const status = parameters.choice('symbolStatus', STATUSES, { code: -1122, message: 'Invalid symbolStatus.' });
    if ([symbol, symbols, status].filter((value) => value !== undefined).length > 1) {
      throw badCombination('use one of symbol, symbols, symbolStatus.');
    }
    const asked = symbol === undefined ? symbols : [symbol];
    const known = asked?.map((name) => knownSymbol(venue, name)) ?? venue.account.symbols;
    return known.filter((row) => status === undefined || row.status === status);
  },
  act: (symbols) => ({
    symbolRules: symbols.map(({ symbol, priceRange }) => ({
      symbol,
      rules:
        priceRange === null
          ? []
          : [
              {
                ruleType: 'PRICE_RANGE',
                bidLimitMultUp: priceRange.bidLimitMultUp.toFixed(),
                bidLimitMultDown: priceRange.bidLimitMultDown.toFixed(),
                askLimitMultUp: priceRange.askLimitMultUp.toFixed(),
                askLimitMultDown: priceRange.askLimitMultDown.toFixed(),
              },
            ],
    })),
  }),
});

const referencePrice = endpoint({
  rest: 'GET /api/v3/referencePrice',
  socket: 'referencePrice',
  weight: 2,
  read: readKnownSymbol,
  act: (symbol, venue) => {
    const price = knownSymbol(venue, symbol).referencePrice;
    if (price === null) throw refuse(-2043, 'This symbol does not have a reference price.');
    return { symbol, referencePrice: amountText(price), timestamp: venue.serverTime() };
  },
});

const myFilters = endpoint({
  rest: 'GET /api/v3/myFilters',
  socket: 'myFilters',
  access: 'signed',
  weight: 40,
  read: readKnownSymbol,
  act: (symbol, venue) => ({
    exchangeFilters: [],
    symbolFilters: filterRows(knownSymbol(venue, symbol).filters),
    assetFilters: [],
  }),
});

/** What the exchange tells of itself and of its rules. */
export const INFO_ENDPOINTS: readonly Endpoint[] = [ping, time, exchangeInfo, executionRules, referencePrice, myFilters];
