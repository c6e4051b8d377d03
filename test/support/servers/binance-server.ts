import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Candle, candleClosedAt } from '../../../src/domain/candle.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { type DurationMs, type EpochMs, HOUR_MS, hourStart } from '../../../src/domain/time.ts';
import { priceAt } from '../../../src/simulator/fill-model.ts';
import { exchangeInfoOf, type WireMarket } from './binance-exchange-info.ts';
import { BinanceLimits } from './binance-limits.ts';
import { BinanceParameters, BinanceRefusal } from './binance-parameters.ts';

/** What happens to a request instead of, or before, its proper answer. */
export type BinanceFault =
  /** Any answer; a body that is no string is sent as JSON. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The firewall's answer. */
  | { readonly kind: 'forbidden-html' }
  /** The location is not served. */
  | { readonly kind: 'restricted-location' }
  /** No answer ever. */
  | { readonly kind: 'hang' }
  /** The headers and the first half of the body, then nothing. */
  | { readonly kind: 'hang-in-body' }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'break-in-body' }
  /** A whole HTTP answer whose JSON ends in the middle. */
  | { readonly kind: 'cut-json' }
  /** The connection ends without an answer. */
  | { readonly kind: 'reset' }
  /** The proper answer after it went through a function. */
  | { readonly kind: 'changed'; readonly change: (body: unknown) => unknown };

export interface BinanceServerOptions {
  /** The exchange's clock. */
  readonly now: () => EpochMs;
  /** All hours of each market, those that are still to come included. */
  readonly candles: Readonly<Partial<Record<MarketSymbol, readonly Candle[]>>>;
  /** Rows of exchangeInfo by symbol; a market without one gets a row with today's usual filters. */
  readonly markets?: Readonly<Partial<Record<MarketSymbol, WireMarket>>>;
  readonly weightMax?: number;
}

export interface RecordedRequest {
  readonly at: EpochMs;
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number | null;
}

interface PlannedFault {
  readonly fault: BinanceFault;
  readonly path: string | null;
  remaining: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const WEIGHT_MAX = 6_000;

/** Starts Binance's public REST endpoints on this machine, on candles and a clock that the test owns. */
export async function startBinanceServer(options: BinanceServerOptions): Promise<BinanceServer> {
  const server = new BinanceServer(options);
  await server.listen();
  return server;
}

/**
 * Speaks the wire format of Binance's market data host as strictly as the real one: parameters, paging, weights, bans.
 * Nothing that lies after its clock is ever told, but the running candle is, as it stands.
 */
export class BinanceServer {
  /** Every request so far, in the order of their arrival. */
  readonly requests: RecordedRequest[] = [];
  /** How long after an hour klines are still told as they stood at its end, or without the candle that just closed. */
  candleDelay: { readonly ms: DurationMs; readonly shows: 'unfinished' | 'nothing' } = { ms: 0, shows: 'unfinished' };
  /** What the running candle pretends to be. */
  unfinishedCandle: Omit<Candle, 'openedAt'> | null = null;
  timeUnit: 'millisecond' | 'microsecond' = 'millisecond';

  readonly #options: BinanceServerOptions;
  readonly #server: Server;
  readonly #limits: BinanceLimits;
  readonly #prices = new Map<MarketSymbol, string>();
  #faults: PlannedFault[] = [];

  constructor(options: BinanceServerOptions) {
    this.#options = options;
    this.#limits = new BinanceLimits({ now: options.now, weightMax: options.weightMax ?? WEIGHT_MAX });
    this.#server = createServer((request, response) => this.#receive(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Makes the next `times` requests (to `path`, where one is named) go wrong. Faults are used up in the order of their planning. */
  plan(fault: BinanceFault, { path = null, times = 1 }: { readonly path?: string | null; readonly times?: number } = {}): void {
    this.#faults.push({ fault, path, remaining: times });
  }

  /** Forgets all faults that were planned. */
  heal(): void {
    this.#faults = [];
  }

  /** The price of the ticker from now on; null gives it back to the running candle's path. */
  setPrice(symbol: MarketSymbol, text: string | null): void {
    if (text === null) this.#prices.delete(symbol);
    else this.#prices.set(symbol, text);
  }

  /** Weight that others at the same address use up in the running minute. */
  useWeight(weight: number): void {
    this.#limits.use(weight);
  }

  /** Bans the address, as if it had ignored its limits. */
  ban(durationMs: DurationMs): void {
    this.#limits.ban(durationMs);
  }

  /** Requests to a path so far. */
  count(path: string): number {
    return this.requests.filter((request) => request.path === path).length;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const fault = this.#takeFault(url.pathname);
    const answer = this.#answer(request.method ?? 'GET', url, { timeUnit: request.headers['x-mbx-time-unit'] });
    const isAnswered = fault === null || !['hang', 'reset'].includes(fault.kind);
    this.requests.push({
      at: this.#options.now(),
      method: request.method ?? 'GET',
      path: url.pathname,
      parameters: Object.fromEntries(url.searchParams),
      status: isAnswered ? (faultAnswerOf(fault) ?? answer).status : null,
    });
    this.#send(response, answer, fault);
  }

  #send(response: ServerResponse, answer: Answer, fault: BinanceFault | null): void {
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') {
      response.socket?.destroy();
      return;
    }
    const { status, body, headers = {} } = faultAnswerOf(fault) ?? answer;
    const text = typeof body === 'string' ? body : JSON.stringify(fault?.kind === 'changed' ? fault.change(body) : body);
    const sent = fault?.kind === 'cut-json' ? text.slice(0, Math.ceil(text.length / 2)) : text;
    response.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/html' : 'application/json;charset=UTF-8',
      'content-length': Buffer.byteLength(sent),
      'x-mbx-used-weight': String(this.#limits.usedWeight),
      'x-mbx-used-weight-1m': String(this.#limits.usedWeight),
      ...headers,
    });
    if (fault?.kind !== 'hang-in-body' && fault?.kind !== 'break-in-body') {
      response.end(sent);
      return;
    }
    response.write(sent.slice(0, Math.ceil(sent.length / 2)), () => {
      if (fault.kind === 'break-in-body') response.socket?.destroy();
    });
  }

  #answer(method: string, url: URL, headers: { readonly timeUnit: string | string[] | undefined }): Answer {
    const limited = this.#limits.check(url);
    if (limited !== null) return limited;
    if (method !== 'GET') return { status: 405, body: '<html><body><h1>405 Not Allowed</h1></body></html>' };
    const unit = this.timeUnit === 'microsecond' || headers.timeUnit === 'MICROSECOND' ? 1_000 : 1;
    try {
      const parameters = new BinanceParameters(url.searchParams);
      const body = this.#endpoint(url.pathname, parameters, unit);
      if (body === undefined) return { status: 404, body: '<html><body><h1>404 Not found</h1></body></html>' };
      parameters.refuseUnread();
      return { status: 200, body };
    } catch (error) {
      if (!(error instanceof BinanceRefusal)) throw error;
      return { status: 400, body: { code: error.code, msg: error.message } };
    }
  }

  #endpoint(path: string, parameters: BinanceParameters, unit: number): unknown {
    switch (path) {
      case '/api/v3/ping':
        return {};
      case '/api/v3/time':
        return { serverTime: this.#options.now() * unit };
      case '/api/v3/klines':
        return this.#klines(parameters, unit);
      case '/api/v3/ticker/price':
        return this.#tickers(parameters);
      case '/api/v3/exchangeInfo':
        return this.#exchangeInfo(parameters, unit);
      default:
        return undefined;
    }
  }

  #klines(parameters: BinanceParameters, unit: number): unknown {
    const symbol = parameters.symbol();
    parameters.hourInterval();
    const limit = parameters.integer('limit', { max: 1_000 }) ?? 500;
    const from = parameters.integer('startTime');
    const until = parameters.integer('endTime');
    const rows = this.#toldCandles(this.#known(symbol)).filter(
      ({ openedAt }) => openedAt >= (from ?? 0) && openedAt <= (until ?? Number.POSITIVE_INFINITY),
    );
    const page = from === null ? rows.slice(-limit) : rows.slice(0, limit);
    return page.map(({ openedAt, open, high, low, close, volume }) => [
      openedAt * unit,
      decimal(open),
      decimal(high),
      decimal(low),
      decimal(close),
      decimal(volume),
      unit === 1 ? candleClosedAt(openedAt, '1h') : candleClosedAt(openedAt, '1h') * unit + 999,
      decimal(volume * close),
      Math.round(volume),
      decimal(volume / 2),
      decimal((volume * close) / 2),
      '0',
    ]);
  }

  #tickers(parameters: BinanceParameters): unknown {
    const { symbols, isList } = parameters.symbols();
    const rows = (symbols ?? this.#symbols()).map((symbol) => ({ symbol, price: this.#priceOf(this.#known(symbol)) }));
    return isList ? rows : rows[0];
  }

  #exchangeInfo(parameters: BinanceParameters, unit: number): unknown {
    const { symbols } = parameters.symbols();
    const known = (symbols ?? this.#symbols()).map((symbol) => this.#known(symbol));
    return exchangeInfoOf({
      serverTime: this.#options.now() * unit,
      weightMax: this.#options.weightMax ?? WEIGHT_MAX,
      markets: known.map((symbol) => ({ symbol, row: this.#options.markets?.[symbol] ?? null })),
    });
  }

  /** Markets that have begun. */
  #symbols(): readonly MarketSymbol[] {
    return (Object.keys(this.#options.candles) as MarketSymbol[]).filter((symbol) => this.#candlesBy(symbol).length > 0);
  }

  #known(symbol: string): MarketSymbol {
    const known = this.#symbols().find((each) => each === symbol);
    if (known === undefined) throw new BinanceRefusal(-1121, 'Invalid symbol.');
    return known;
  }

  #candlesBy(symbol: MarketSymbol, at: EpochMs = this.#options.now()): readonly Candle[] {
    return (this.#options.candles[symbol] ?? []).filter(({ openedAt }) => openedAt <= at);
  }

  /** The candles as they stand, the last one unfinished. */
  #toldCandles(symbol: MarketSymbol): readonly Candle[] {
    const now = this.#options.now();
    const hour = hourStart(now);
    const isDelayed = now - hour < this.candleDelay.ms;
    const at = isDelayed && this.candleDelay.shows === 'unfinished' ? hour - 1 : now;
    const candles = this.#candlesBy(symbol, at).map((candle) =>
      candle.openedAt + HOUR_MS > at ? { ...unfinished(candle, at), ...this.unfinishedCandle } : candle,
    );
    return isDelayed && this.candleDelay.shows === 'nothing'
      ? candles.filter(({ openedAt }) => openedAt < hour - HOUR_MS)
      : candles;
  }

  #priceOf(symbol: MarketSymbol): string {
    const set = this.#prices.get(symbol);
    if (set !== undefined) return set;
    const now = this.#options.now();
    const candle = this.#candlesBy(symbol).at(-1);
    return decimal(candle === undefined ? 0 : priceAt(candle, Math.min(now, candle.openedAt + HOUR_MS)));
  }

  #takeFault(path: string): BinanceFault | null {
    const planned = this.#faults.find((each) => each.remaining > 0 && (each.path === null || each.path === path));
    if (planned === undefined) return null;
    planned.remaining -= 1;
    return planned.fault;
  }
}

function faultAnswerOf(fault: BinanceFault | null): Answer | null {
  switch (fault?.kind) {
    case 'answer':
      return fault;
    case 'forbidden-html':
      return { status: 403, body: '<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>' };
    case 'restricted-location':
      return {
        status: 451,
        body: { code: 0, msg: 'Service unavailable from a restricted location according to the terms of use.' },
      };
    default:
      return null;
  }
}

/** A candle as it stands within its hour. */
function unfinished(candle: Candle, at: EpochMs): Candle {
  const legMs = HOUR_MS / 3;
  const close = priceAt(candle, at);
  const elapsedMs = at - candle.openedAt;
  return {
    openedAt: candle.openedAt,
    open: candle.open,
    close,
    low: elapsedMs >= legMs ? candle.low : Math.min(candle.open, close),
    high: elapsedMs >= 2 * legMs ? candle.high : Math.max(candle.open, close),
    volume: (candle.volume * elapsedMs) / HOUR_MS,
  };
}

function decimal(value: number): string {
  return value.toFixed(8);
}
