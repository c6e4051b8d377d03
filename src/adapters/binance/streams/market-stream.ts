import type { Candle } from '../../../domain/candle.ts';
import type { Price } from '../../../domain/decimal.ts';
import type { MarketSymbol } from '../../../domain/market-symbol.ts';
import type { DurationMs, EpochMs } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SocketTransport } from '../../../ports/socket-transport.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { readMarketMessage } from './read-market-message.ts';
import { type ConnectionEnding, SteadyConnection } from './steady-connection.ts';

const MARKET_STREAM_URL = 'wss://data-stream.binance.vision';

export interface MarketStreamOptions {
  readonly transport: SocketTransport;
  readonly clock: Clock;
  readonly limits: ConnectionLimits;
  /** The host, with or without the path of streams. The public data's by default. */
  readonly url?: string | undefined;
  readonly symbols: readonly MarketSymbol[];
  /** A price that is newer than every one before it; `at` is the exchange's time of it. */
  readonly onPrice: (news: { readonly symbol: MarketSymbol; readonly price: Price; readonly at: EpochMs }) => void;
  /** An hour that has ended, once each, as the stream tells it: a hint for whoever reads candles over REST. */
  readonly onClosedCandle: (symbol: MarketSymbol, candle: Candle) => void;
  /** Prices were missed: they are to be read over REST. */
  readonly onGap: () => void;
  readonly onTrouble: (ending: ConnectionEnding, reason: string) => void;
  readonly newsMsMax?: DurationMs;
}

/** What was heard so far, for whoever wants to know how the stream does. */
export interface StreamCounts {
  readonly prices: number;
  /** The same or an older event again. */
  readonly repeats: number;
  readonly unknown: number;
}

/**
 * Prices and hourly candles of some markets over one connection that is renewed by itself. Only what moves on counts as news: the same
 * message again and again, or older ones, do not keep a connection alive.
 */
export class MarketStream {
  readonly #options: MarketStreamOptions;
  readonly #connection: SteadyConnection;
  readonly #newestAt = new Map<string, EpochMs>();
  /** The newest of each connection by itself: during a change one of them tells everything second. */
  readonly #newestOf = new WeakMap<object, Map<string, EpochMs>>();
  readonly #closed = new Map<MarketSymbol, EpochMs>();
  #counts: StreamCounts = { prices: 0, repeats: 0, unknown: 0 };

  constructor(options: MarketStreamOptions) {
    const { transport, clock, limits, symbols, onGap, onTrouble, newsMsMax, url = MARKET_STREAM_URL } = options;
    this.#options = options;
    this.#connection = new SteadyConnection({
      transport,
      clock,
      limits,
      url: `${url.replace(/\/+$/, '').replace(/\/(stream|ws)$/, '')}/stream`,
      name: `market ${symbols.join(' ')}`,
      onOpen: (send) => send(subscription(symbols)),
      onMessage: (text, connection) => this.#read(text, connection),
      onGap,
      onTrouble,
      ...(newsMsMax === undefined ? {} : { newsMsMax }),
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
  }

  get counts(): StreamCounts {
    return this.#counts;
  }

  #read(text: string, connection: object): 'news' | 'nothing' | 'ending' | 'refused' {
    const message = readMarketMessage(text);
    switch (message.tag) {
      case 'ending':
        return 'ending';
      case 'refused':
        this.#options.onTrouble('closed', message.message);
        return 'refused';
      case 'subscribed':
        return 'nothing';
      case 'unknown':
        this.#counts = { ...this.#counts, unknown: this.#counts.unknown + 1 };
        return 'nothing';
      case 'price': {
        const topic = `${message.symbol} price`;
        if (this.#isNewer(topic, message.at)) {
          this.#counts = { ...this.#counts, prices: this.#counts.prices + 1 };
          this.#options.onPrice(message);
        }
        return this.#movesOn(topic, message.at, connection);
      }
      case 'candle': {
        if (message.isClosed) this.#close(message.symbol, message.candle);
        return this.#movesOn(`${message.symbol} candle`, message.at, connection);
      }
    }
  }

  #isNewer(topic: string, at: EpochMs): boolean {
    const newest = this.#newestAt.get(topic);
    if (newest !== undefined && at <= newest) {
      this.#counts = { ...this.#counts, repeats: this.#counts.repeats + 1 };
      return false;
    }
    this.#newestAt.set(topic, at);
    return true;
  }

  #movesOn(topic: string, at: EpochMs, connection: object): 'news' | 'nothing' {
    const newest = this.#newestOf.get(connection) ?? new Map<string, EpochMs>();
    this.#newestOf.set(connection, newest);
    if (at <= (newest.get(topic) ?? Number.NEGATIVE_INFINITY)) return 'nothing';
    newest.set(topic, at);
    return 'news';
  }

  #close(symbol: MarketSymbol, candle: Candle): void {
    const before = this.#closed.get(symbol);
    if (before !== undefined && candle.openedAt <= before) return;
    this.#closed.set(symbol, candle.openedAt);
    this.#options.onClosedCandle(symbol, candle);
  }
}

/** All streams in one message: the exchange allows five messages a second. */
function subscription(symbols: readonly MarketSymbol[]): string {
  const names = symbols.flatMap((symbol) => [`${symbol.toLowerCase()}@miniTicker`, `${symbol.toLowerCase()}@kline_1h`]);
  return JSON.stringify({ method: 'SUBSCRIBE', params: names, id: 1 });
}
