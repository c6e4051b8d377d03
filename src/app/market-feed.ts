import { BinanceMarketData } from '../adapters/binance/binance-market-data.ts';
import { BinancePublicClient } from '../adapters/binance/public-client.ts';
import type { RequestGovernor } from '../adapters/binance/request-governor.ts';
import { ConnectionLimits } from '../adapters/binance/streams/connection-limits.ts';
import { MarketStream } from '../adapters/binance/streams/market-stream.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark } from '../domain/position.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Environment } from './environment.ts';
import type { StopOnBug } from './stop-on-bug.ts';
import type { Transports } from './transports.ts';

export interface MarketFeedOptions {
  readonly environment: Pick<Environment, 'binanceRestUrl' | 'binanceStreamUrl'>;
  readonly transports: Transports;
  /** Of every request of the process. */
  readonly governor: RequestGovernor;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends requests. */
  readonly readSignal: AbortSignal;
  readonly stop: StopOnBug;
  /** What the network itself takes, where `clock` runs faster than the machine; absent means that it does not. */
  readonly network?: NetworkTime;
}

/** The machine's clock, by which connections live, and how many of the other clock's milliseconds one of its has. */
export interface NetworkTime {
  readonly machine: Clock;
  readonly speed: number;
}

/** How long an answer over REST is waited for, on the machine's clock: the exchange itself gives up after ten seconds. */
const ANSWER_MS_MAX: DurationMs = 10 * SECOND_MS;

/** Binance's prices and candles: over a stream where there is one, over REST where it is silent. */
export interface MarketFeed {
  readonly marketData: BinanceMarketData;
  readonly client: BinancePublicClient;
  /** Of every request of the process. */
  readonly governor: RequestGovernor;
  readonly connections: ConnectionLimits;
  /** Tells every new price from now on, until the process is told to stop. */
  follow(symbols: readonly MarketSymbol[], onMark: (mark: Mark) => void): void;
}

export function openMarketFeed(options: MarketFeedOptions): MarketFeed {
  const { environment, governor, transports, clock, log, readSignal, stop, network = { machine: clock, speed: 1 } } = options;
  const client = new BinancePublicClient({
    transport: transports.http,
    clock,
    baseUrl: environment.binanceRestUrl ?? undefined,
    governor,
    attemptMsMax: ANSWER_MS_MAX * network.speed,
    signal: readSignal,
    onUnknownWord: (what) => log.warn('the exchange has a word that is not known here', { what }),
  });
  const marketData = new BinanceMarketData({
    client,
    clock,
    signal: stop.signal,
    onMismatch: (symbol, { told, read }) =>
      log.warn('the stream told another candle than the one that is read', { symbol, told, read }),
  });
  const connections = new ConnectionLimits({ clock: network.machine });
  return {
    marketData,
    client,
    governor,
    connections,
    follow(symbols, onMark) {
      pollPrices({ marketData, symbols, onMark, log, stop });
      if (hasStream(environment)) openStream({ ...options, network, marketData, connections, symbols });
    },
  };
}

/** Another REST host without a stream of its own has none: the usual stream would tell other prices. */
function hasStream({ binanceRestUrl, binanceStreamUrl }: MarketFeedOptions['environment']): boolean {
  return binanceStreamUrl !== null || binanceRestUrl === null;
}

function openStream(
  parts: MarketFeedOptions & {
    readonly network: NetworkTime;
    readonly marketData: BinanceMarketData;
    readonly connections: ConnectionLimits;
    readonly symbols: readonly MarketSymbol[];
  },
): void {
  const { environment, log, stop, marketData, connections, symbols, network } = parts;
  const stream = new MarketStream({
    transport: parts.transports.sockets,
    clock: network.machine,
    limits: connections,
    url: environment.binanceStreamUrl ?? undefined,
    symbols,
    onPrice: (news) => marketData.takeStreamPrice(news),
    onClosedCandle: (symbol, candle) => marketData.takeStreamCandle(symbol, candle),
    onGap: () => void marketData.readPrices(symbols).catch((error: unknown) => log.warn('prices could not be read', { error })),
    onTrouble: (ending, reason) => log.info('the price stream changed', { ending, reason }),
  });
  // The stream's times are told on our clock, which needs to be compared with the exchange's once.
  void marketData.measureClockOffset().catch((error: unknown) => log.warn("Binance's clock could not be read", { error }));
  stream.start();
  stop.signal.addEventListener('abort', () => stream.stop(), { once: true });
}

/** Every few seconds the prices are read, unless the stream tells them: simulated stops act when they are reached. */
function pollPrices(parts: {
  readonly marketData: BinanceMarketData;
  readonly symbols: readonly MarketSymbol[];
  readonly onMark: (mark: Mark) => void;
  readonly log: Log;
  readonly stop: StopOnBug;
}): void {
  const { marketData, symbols, onMark, log, stop } = parts;
  void marketData
    .pollPrices({
      symbols,
      onMark,
      onFault: (fault) => log.warn('prices could not be read', { error: fault }),
      signal: stop.signal,
    })
    .catch((error: unknown) => stop.onBug(error instanceof Error ? error : new Error(String(error))));
}
