import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Tick } from '../venue/tick-path.ts';
import type { BookLevel } from '../venue/venue-book.ts';
import type { WireCandle } from './candle-fold.ts';
import { bestPrices, levelTexts } from './day-statistics.ts';
import { type Endpoint, endpoint, knownSymbol, readKnownSymbol } from './endpoint.ts';
import { isInterval, nextBucket, parseTimeZone } from './intervals.ts';
import type { ServedVenue } from './served-venue.ts';
import { amountText, type WireObject } from './wire-order.ts';
import type { WireParameters } from './wire-parameters.ts';
import { badCombination, missing, refuse } from './wire-refusal.ts';

const MINUTES_OF_AVERAGE = 5;
/** How far back `trades` and `aggTrades` without a time reach. */
const RECENT_MS = 6 * 3_600_000;

/** The level texts of one side, best first. */
export function depthTexts(levels: readonly BookLevel[], limit: number): readonly (readonly [string, string])[] {
  return levels.slice(0, limit).map(levelTexts);
}

/** The book's number: rises with the venue's time. */
export function bookNumber(venue: ServedVenue): number {
  return Math.floor(venue.account.now / 10);
}

function klineRow(candle: WireCandle, closedAt: number): readonly unknown[] {
  return [
    candle.openedAt,
    amountText(candle.open),
    amountText(candle.high),
    amountText(candle.low),
    amountText(candle.close),
    amountText(candle.volume),
    closedAt,
    amountText(candle.quoteVolume),
    candle.trades,
    amountText(candle.takerBase),
    amountText(candle.takerQuote),
    '0',
  ];
}

function readCandles(parameters: WireParameters, venue: ServedVenue) {
  const symbol = readKnownSymbol(parameters, venue);
  const interval = parameters.needed('interval');
  if (!isInterval(interval)) throw refuse(-1120, 'Invalid interval.');
  const offsetMs = parseTimeZone(parameters.text('timeZone') ?? '0');
  if (offsetMs === null) throw missing('timeZone');
  const [startTime, endTime] = [parameters.instant('startTime'), parameters.instant('endTime')];
  return { symbol, interval, offsetMs, startTime, endTime, limit: parameters.limit({ usual: 500, max: 1_000 }) };
}

const klines = (name: string, socket: string) =>
  endpoint({
    rest: `GET /api/v3/${name}`,
    socket,
    weight: 2,
    read: readCandles,
    act: ({ symbol, ...range }, venue) =>
      venue.tape
        .candles(symbol, range)
        .map((candle) => klineRow(candle, nextBucket(candle.openedAt, range.interval, range.offsetMs) - 1)),
  });

const avgPrice = endpoint({
  rest: 'GET /api/v3/avgPrice',
  socket: 'avgPrice',
  weight: 2,
  read: readKnownSymbol,
  act: (symbol, { account }) => ({
    mins: MINUTES_OF_AVERAGE,
    price: amountText(account.market.averagePrice(symbol, account.now, MINUTES_OF_AVERAGE) ?? levelless(symbol)),
    closeTime: account.market.lastTick(symbol, account.now)?.at ?? 0,
  }),
});

function levelless(symbol: MarketSymbol): never {
  throw refuse(-1112, `No orders on book for ${symbol}.`);
}

const depth = endpoint({
  rest: 'GET /api/v3/depth',
  socket: 'depth',
  weight: (parameters) => {
    const limit = Number(parameters.peek('limit') ?? 100);
    return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250;
  },
  read: (parameters, venue) => ({
    symbol: readKnownSymbol(parameters, venue),
    limit: parameters.limit({ usual: 100, max: 5_000 }),
    ...readStatus(parameters, venue),
  }),
  act: ({ symbol, limit }, venue) => ({
    lastUpdateId: bookNumber(venue),
    bids: depthTexts(venue.account.levels(symbol, 'SELL'), limit),
    asks: depthTexts(venue.account.levels(symbol, 'BUY'), limit),
  }),
});

function tradeRowOf(tick: Tick): WireObject {
  return {
    id: tick.id,
    price: amountText(tick.price),
    qty: amountText(tick.quantity),
    quoteQty: amountText(tick.price.times(tick.quantity)),
    time: tick.at,
    isBuyerMaker: tick.isBuyerMaker,
    isBestMatch: true,
  };
}

const trades = endpoint({
  rest: 'GET /api/v3/trades',
  socket: 'trades.recent',
  weight: 25,
  read: (parameters, venue) => ({
    symbol: readKnownSymbol(parameters, venue),
    limit: parameters.limit({ usual: 500, max: 1_000 }),
  }),
  act: ({ symbol, limit }, { tape, account }) =>
    tape
      .trades(symbol, { from: account.now - RECENT_MS, until: account.now })
      .slice(-limit)
      .map(tradeRowOf),
});

/** Every public trade is an aggregate of its own, under the same number. */
const aggTrades = endpoint({
  rest: 'GET /api/v3/aggTrades',
  socket: 'trades.aggregate',
  weight: 4,
  read: (parameters, venue) => ({
    symbol: readKnownSymbol(parameters, venue),
    fromId: parameters.integer('fromId'),
    startTime: parameters.instant('startTime'),
    endTime: parameters.instant('endTime'),
    limit: parameters.limit({ usual: 500, max: 1_000 }),
  }),
  act: ({ symbol, fromId, startTime, endTime, limit }, { tape, account }) => {
    const from = startTime === undefined ? account.now - RECENT_MS : Math.max(startTime - 1, account.now - 24 * RECENT_MS);
    const found = tape
      .trades(symbol, { from, until: endTime ?? account.now })
      .filter((tick) => fromId === undefined || tick.id >= fromId);
    const page = startTime === undefined && fromId === undefined ? found.slice(-limit) : found.slice(0, limit);
    return page.map(({ id, at, price, quantity, isBuyerMaker }) => ({
      a: id,
      p: amountText(price),
      q: amountText(quantity),
      f: id,
      l: id,
      T: at,
      m: isBuyerMaker,
      M: true,
    }));
  },
});

const STATUSES = ['TRADING', 'HALT', 'BREAK'] as const;

/** `symbolStatus` narrows a list; on a single market it must fit. */
function readStatus(parameters: WireParameters, venue: ServedVenue): { readonly status: string | undefined } {
  const status = parameters.choice('symbolStatus', STATUSES, { code: -1122, message: 'Invalid symbolStatus.' });
  const symbol = parameters.peek('symbol');
  if (status !== undefined && symbol !== undefined && knownSymbol(venue, symbol as MarketSymbol).status !== status) {
    throw refuse(-1220, 'The symbol does not match the status.');
  }
  return { status };
}

function readSymbols(parameters: WireParameters, venue: ServedVenue) {
  const [single, several] = [parameters.symbol(), parameters.symbols()];
  if (single !== undefined && several !== undefined) throw badCombination('use one of symbol, symbols.');
  const { status } = readStatus(parameters, venue);
  const asked = single === undefined ? several : [single];
  const known = asked?.map((symbol) => knownSymbol(venue, symbol)) ?? venue.account.symbols;
  const symbols = known.filter((symbol) => status === undefined || symbol.status === status).map(({ symbol }) => symbol);
  return { symbols, isSingle: single !== undefined };
}

function ticker(
  name: string,
  weight: (parameters: WireParameters, venue: ServedVenue) => number,
  row: (symbol: MarketSymbol, venue: ServedVenue, type: 'FULL' | 'MINI') => WireObject | null,
): Endpoint {
  return endpoint({
    rest: `GET /api/v3/ticker/${name}`,
    socket: name === 'bookTicker' ? 'ticker.book' : `ticker.${name}`,
    weight,
    read: (parameters, venue) => ({
      ...readSymbols(parameters, venue),
      type:
        name === '24hr'
          ? (parameters.choice('type', ['FULL', 'MINI'], { code: -1139, message: 'Invalid ticker type.' }) ?? 'FULL')
          : ('FULL' as const),
    }),
    act: ({ symbols, isSingle, type }, venue) => {
      const rows = symbols.flatMap((symbol) => row(symbol, venue, type) ?? []);
      return isSingle ? (rows[0] ?? {}) : rows;
    },
  });
}

const twoOrFour = (parameters: WireParameters) => (parameters.peek('symbol') === undefined ? 4 : 2);

const tickers = [
  ticker('price', twoOrFour, (symbol, { account }) => {
    const last = account.market.lastTick(symbol, account.now);
    return last === null ? null : { symbol, price: amountText(last.price) };
  }),
  ticker('bookTicker', twoOrFour, (symbol, { account }) => {
    const { bid, ask } = bestPrices(account, symbol);
    const [bidPrice, bidQty] = levelTexts(bid);
    const [askPrice, askQty] = levelTexts(ask);
    return { symbol, bidPrice, bidQty, askPrice, askQty };
  }),
  ticker(
    '24hr',
    (parameters) => {
      const list = parameters.peek('symbols');
      if (parameters.peek('symbol') !== undefined) return 2;
      const count = list === undefined ? 101 : list.split(',').length;
      return count <= 20 ? 2 : count <= 100 ? 40 : 80;
    },
    (symbol, venue, type) => venue.statistics.row(symbol, type),
  ),
];

/** What anybody may know of the markets. */
export const MARKET_ENDPOINTS: readonly Endpoint[] = [
  klines('klines', 'klines'),
  klines('uiKlines', 'uiKlines'),
  avgPrice,
  depth,
  trades,
  aggTrades,
  ...tickers,
];
