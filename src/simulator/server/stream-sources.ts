import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../domain/time.ts';
import { bestPrices, levelTexts } from './day-statistics.ts';
import { DepthDiff } from './depth-diff.ts';
import { isInterval, parseTimeZone } from './intervals.ts';
import { KlineSource } from './kline-source.ts';
import { bookNumber, depthTexts } from './market-endpoints.ts';
import type { ServedVenue } from './served-venue.ts';
import { amountText, type WireObject } from './wire-order.ts';

/** What one market stream has to tell since it was asked last. */
export interface StreamSource {
  poll(): readonly unknown[];
}

/** Tells at most once in a period, and only what differs from what it told last. */
class Periodic implements StreamSource {
  readonly #venue: ServedVenue;
  readonly #periodMs: DurationMs;
  readonly #message: () => { readonly key: unknown; readonly message: unknown } | null;
  #lastAt: EpochMs = 0;
  #lastKey: unknown = null;

  constructor(
    venue: ServedVenue,
    periodMs: DurationMs,
    message: () => { readonly key: unknown; readonly message: unknown } | null,
  ) {
    this.#venue = venue;
    this.#periodMs = periodMs;
    this.#message = message;
  }

  poll(): readonly unknown[] {
    const now = this.#venue.account.now;
    if (now < this.#lastAt + this.#periodMs) return [];
    this.#lastAt = now;
    const told = this.#message();
    if (told === null || told.key === this.#lastKey) return [];
    this.#lastKey = told.key;
    return [told.message];
  }
}

function tradeSource(venue: ServedVenue, symbol: MarketSymbol, isAggregate: boolean): StreamSource {
  let cursor = venue.account.now;
  return {
    poll() {
      const until = venue.account.now;
      const ticks = venue.tape.trades(symbol, { from: cursor, until });
      cursor = until;
      return ticks.map((tick) => {
        const [p, q] = [amountText(tick.price), amountText(tick.quantity)];
        const common = { E: tick.at, s: symbol };
        const rest = { T: tick.at, m: tick.isBuyerMaker, M: true };
        return isAggregate
          ? { e: 'aggTrade', ...common, a: tick.id, p, q, f: tick.id, l: tick.id, ...rest }
          : { e: 'trade', ...common, t: tick.id, p, q, ...rest };
      });
    },
  };
}

function bookTickerSource(venue: ServedVenue, symbol: MarketSymbol): StreamSource {
  let number = 0;
  return new Periodic(venue, 0, () => {
    const { bid, ask } = bestPrices(venue.account, symbol);
    const [b, B] = levelTexts(bid);
    const [a, A] = levelTexts(ask);
    number = Math.max(number + 1, bookNumber(venue));
    return { key: `${b} ${B} ${a} ${A}`, message: { u: number, s: symbol, b, B, a, A } };
  });
}

function miniTicker(venue: ServedVenue, symbol: MarketSymbol): { readonly key: unknown; readonly message: WireObject } | null {
  const day = venue.statistics.day(symbol);
  if (day === null) return null;
  const message = {
    e: '24hrMiniTicker',
    E: venue.account.now,
    s: symbol,
    c: amountText(day.close),
    o: amountText(day.open),
    h: amountText(day.high),
    l: amountText(day.low),
    v: amountText(day.volume),
    q: amountText(day.quoteVolume),
  };
  return { key: day.lastTradeId, message };
}

function ticker(venue: ServedVenue, symbol: MarketSymbol) {
  const row = venue.statistics.row(symbol, 'FULL');
  const names = {
    p: 'priceChange',
    P: 'priceChangePercent',
    w: 'weightedAvgPrice',
    x: 'prevClosePrice',
    c: 'lastPrice',
    Q: 'lastQty',
    b: 'bidPrice',
    B: 'bidQty',
    a: 'askPrice',
    A: 'askQty',
    o: 'openPrice',
    h: 'highPrice',
    l: 'lowPrice',
    v: 'volume',
    q: 'quoteVolume',
    O: 'openTime',
    C: 'closeTime',
    F: 'firstId',
    L: 'lastId',
    n: 'count',
  };
  const values = Object.entries(names).map(([short, long]) => [short, row[long]] as const);
  return { key: row['lastId'], message: { e: '24hrTicker', E: venue.account.now, s: symbol, ...Object.fromEntries(values) } };
}

function averagePrice(venue: ServedVenue, symbol: MarketSymbol) {
  const { market, now } = venue.account;
  const price = market.averagePrice(symbol, now, 5);
  const last = market.lastTick(symbol, now);
  if (price === null || last === null) return null;
  return { key: last.id, message: { e: 'avgPrice', E: now, s: symbol, i: '5m', w: amountText(price), T: last.at } };
}

function partialDepth(venue: ServedVenue, symbol: MarketSymbol, limit: number) {
  const message = {
    lastUpdateId: bookNumber(venue),
    bids: depthTexts(venue.account.levels(symbol, 'SELL'), limit),
    asks: depthTexts(venue.account.levels(symbol, 'BUY'), limit),
  };
  return { key: message.lastUpdateId, message };
}

function referencePrice(venue: ServedVenue, symbol: MarketSymbol) {
  const known = venue.account.symbols.find((candidate) => candidate.symbol === symbol);
  const r = known?.referencePrice ?? null;
  const t = venue.account.now;
  return { key: t, message: { e: 'referencePrice', s: symbol, r: r === null ? null : amountText(r), t } };
}

/** Every market in one message, those that did not change left out. */
function allMiniTickers(venue: ServedVenue): StreamSource {
  const known = new Map<MarketSymbol, unknown>();
  return new Periodic(venue, SECOND_MS, () => {
    const changed = venue.account.symbols.flatMap(({ symbol, status }) => {
      const told = status === 'TRADING' ? miniTicker(venue, symbol) : null;
      if (told === null || known.get(symbol) === told.key) return [];
      known.set(symbol, told.key);
      return [told.message];
    });
    return changed.length === 0 ? null : { key: venue.account.now, message: changed };
  });
}

/** While a market is not trading its streams are silent. */
function whileTrading(venue: ServedVenue, symbol: MarketSymbol, source: StreamSource): StreamSource {
  return {
    poll() {
      const messages = source.poll();
      const status = venue.account.symbols.find((known) => known.symbol === symbol)?.status;
      return status === 'TRADING' ? messages : [];
    },
  };
}

/** The source of a stream by its name, as `btcusdt@kline_1h`; null for a name that is none: subscribing to it is allowed, and silent. */
export function sourceOf(venue: ServedVenue, name: string): StreamSource | null {
  if (name === '!miniTicker@arr') return allMiniTickers(venue);
  const [market = '', kind = '', more] = name.split('@');
  const symbol = venue.account.symbols.find((known) => known.symbol.toLowerCase() === market)?.symbol;
  if (symbol === undefined) return null;
  const source = sourceOfKind(venue, symbol, { kind, more });
  return source === null ? null : whileTrading(venue, symbol, source);
}

function sourceOfKind(
  venue: ServedVenue,
  symbol: MarketSymbol,
  { kind, more }: { readonly kind: string; readonly more: string | undefined },
): StreamSource | null {
  const everySecond = (message: ConstructorParameters<typeof Periodic>[2]) => new Periodic(venue, SECOND_MS, message);
  const depthPeriodMs = more === '100ms' ? 100 : SECOND_MS;
  switch (kind) {
    case 'trade':
    case 'aggTrade':
      return tradeSource(venue, symbol, kind === 'aggTrade');
    case 'bookTicker':
      return bookTickerSource(venue, symbol);
    case 'miniTicker':
      return everySecond(() => miniTicker(venue, symbol));
    case 'ticker':
      return everySecond(() => ticker(venue, symbol));
    case 'avgPrice':
      return everySecond(() => averagePrice(venue, symbol));
    case 'referencePrice':
      return everySecond(() => referencePrice(venue, symbol));
    case 'depth':
      return new DepthDiff(venue, symbol, depthPeriodMs);
    case 'depth5':
    case 'depth10':
    case 'depth20':
      return new Periodic(venue, depthPeriodMs, () => partialDepth(venue, symbol, Number(kind.slice('depth'.length))));
    default: {
      const interval = kind.startsWith('kline_') ? kind.slice('kline_'.length) : '';
      const offsetMs = parseTimeZone(more ?? '0');
      return isInterval(interval) && offsetMs !== null ? new KlineSource(venue, symbol, { interval, offsetMs }) : null;
    }
  }
}
