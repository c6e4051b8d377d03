import { onTestFinished } from 'vitest';
import { BinanceMarketData, type BinanceMarketDataOptions } from '../../../src/adapters/binance/binance-market-data.ts';
import { BinancePublicClient, type BinancePublicClientOptions } from '../../../src/adapters/binance/public-client.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { Candle } from '../../../src/domain/candle.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { type DurationMs, type EpochMs, HOUR_MS } from '../../../src/domain/time.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { type BinanceServer, type BinanceServerOptions, startBinanceServer } from '../../support/servers/binance-server.ts';

export const FIRST: EpochMs = Date.UTC(2026, 0, 5);
export const CANDLES: readonly Candle[] = generatedCandles({ seed: 5, from: FIRST, count: 60 });
/** The 30th hour ends here. */
export const HOUR: EpochMs = FIRST + 30 * HOUR_MS;

export interface BinanceRigOptions
  extends Partial<Omit<BinanceServerOptions, 'now'>>,
    Partial<Pick<BinanceMarketDataOptions, 'markAgeMsMax' | 'candleWaitMsMax'>>,
    Partial<Pick<BinancePublicClientOptions, 'attemptMsMax' | 'governor'>> {
  readonly now?: EpochMs;
  /** How far the exchange's clock is ahead of ours. */
  readonly skewMs?: DurationMs;
}

export interface BinanceRig {
  readonly clock: SimulatedClock;
  readonly server: BinanceServer;
  readonly client: BinancePublicClient;
  readonly marketData: BinanceMarketData;
  /** Aborts every request and wait. */
  readonly stop: AbortController;
  /** Waits for a promise, letting time pass only while no request is under way. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Waits for a promise, letting time pass whatever happens: for requests that hang. */
  outlast<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass as `settle` does. */
  pass(durationMs: DurationMs): Promise<void>;
}

/** The client and the market data over real HTTP to a server on this machine, on one clock that the test moves. */
export async function binanceRig(options: BinanceRigOptions = {}): Promise<BinanceRig> {
  const { now = HOUR + 20 * 60_000, skewMs = 0, candles = { BTCUSDT: CANDLES }, markets, weightMax } = options;
  const clock = new SimulatedClock({ startAt: now });
  const server = await startBinanceServer({
    now: () => clock.now() + skewMs,
    candles,
    ...(markets === undefined ? {} : { markets }),
    ...(weightMax === undefined ? {} : { weightMax }),
  });
  onTestFinished(() => server.close());
  const traffic = { underWay: 0 };
  const stop = new AbortController();
  const client = new BinancePublicClient({
    transport: counted(systemHttpTransport, traffic),
    clock,
    baseUrl: server.url,
    signal: stop.signal,
    ...(options.attemptMsMax === undefined ? {} : { attemptMsMax: options.attemptMsMax }),
    ...(options.governor === undefined ? {} : { governor: options.governor }),
  });
  const marketData = new BinanceMarketData({
    client,
    clock,
    signal: stop.signal,
    ...(options.markAgeMsMax === undefined ? {} : { markAgeMsMax: options.markAgeMsMax }),
    ...(options.candleWaitMsMax === undefined ? {} : { candleWaitMsMax: options.candleWaitMsMax }),
  });
  const passTo = async (until: () => boolean, stepTo: () => EpochMs | null): Promise<void> => {
    while (!until()) {
      await realTurns();
      const next = traffic.underWay === 0 && !until() ? stepTo() : null;
      if (next !== null) await clock.advanceTo(next);
    }
  };
  return {
    clock,
    server,
    client,
    marketData,
    stop,
    async settle(promise) {
      const state = { isDone: false };
      const watched = promise.finally(() => {
        state.isDone = true;
      });
      watched.catch(() => undefined);
      await passTo(
        () => state.isDone,
        () => clock.nextTimerAt,
      );
      return watched;
    },
    async outlast(promise) {
      const state = { isDone: false };
      const watched = promise.finally(() => {
        state.isDone = true;
      });
      watched.catch(() => undefined);
      while (!state.isDone) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (!state.isDone) await clock.advanceTo(clock.now() + 1_000);
      }
      return watched;
    },
    async pass(durationMs) {
      const end = clock.now() + durationMs;
      await passTo(
        () => clock.now() >= end,
        () => Math.min(clock.nextTimerAt ?? end, end),
      );
      await passTo(
        () => traffic.underWay === 0,
        () => null,
      );
      await realTurns();
    },
  };
}

/** Counts requests from their sending until their whole body is there. */
function counted(transport: HttpTransport, traffic: { underWay: number }): HttpTransport {
  return async (input, init) => {
    traffic.underWay += 1;
    try {
      const response = await transport(input, init);
      const { status, headers } = response;
      return new Response(await response.text(), { status, headers });
    } finally {
      traffic.underWay -= 1;
    }
  };
}

/** Lets whoever got an answer act on it. */
async function realTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function candlesQuery(asOf: EpochMs, from: EpochMs = FIRST, symbol: MarketSymbol = 'BTCUSDT') {
  return { symbol, interval: '1h', from, asOf } as const;
}
