import type { BinanceMarketData } from '../../../../src/adapters/binance/binance-market-data.ts';
import { RequestGovernor } from '../../../../src/adapters/binance/request-governor.ts';
import { openMarketFeed } from '../../../../src/app/market-feed.ts';
import { type StopOnBug, stopOnBug } from '../../../../src/app/stop-on-bug.ts';
import type { Candle } from '../../../../src/domain/candle.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../../../src/domain/market-symbol.ts';
import type { Mark } from '../../../../src/domain/position.ts';
import { type DurationMs, type EpochMs, HOUR_MS, hourStart } from '../../../../src/domain/time.ts';
import type { Log } from '../../../../src/ports/log.ts';
import { SeededRandom } from '../../../../src/simulator/random.ts';
import { directHttp } from '../../../../src/simulator/server/direct-http.ts';
import { DirectSockets } from '../../../../src/simulator/server/direct-socket.ts';
import { openVenueFront } from '../../../../src/simulator/server/open-venue.ts';
import type { ServedVenue } from '../../../../src/simulator/server/served-venue.ts';
import { SimulatedClock } from '../../../../src/simulator/simulated-clock.ts';
import { candlesOnTicks } from '../../../support/candles-on-ticks.ts';

export const START: EpochMs = Date.UTC(2026, 0, 15, 12, 2);
/** The exchange tells statistics of a whole day. */
export const HISTORY_HOURS = 25;
export const FIRST_HOUR: EpochMs = hourStart(START) - HISTORY_HOURS * HOUR_MS;
const PUMP_MS: DurationMs = 250;
/** How long the test's time goes on without those who wait for anything but time, and how many turns they get then. */
const STEP_MS: DurationMs = 100;
const TURNS_PER_STEP = 2;
const LATENCY_MS_MAX: DurationMs = 80;

export interface FaultyHour {
  readonly clock: SimulatedClock;
  readonly venue: ServedVenue;
  readonly marketData: BinanceMarketData;
  readonly stop: StopOnBug;
  /** Every price that whoever watches was told, in its order, with the time of the telling. */
  readonly marks: readonly (Mark & { readonly toldAt: EpochMs })[];
  /** What the log says, by message; of the stream's changes, how each connection ended. */
  readonly said: readonly string[];
  /** What the exchange has stored. */
  storedCandles(symbol: MarketSymbol): readonly Candle[];
  pass(durationMs: DurationMs): Promise<void>;
}

/** The bot's market feed on the simulated exchange behind its wire format, in one process and on one clock that a test moves. */
export function openFaultyHour(faults: readonly object[], startAt: EpochMs = START): FaultyHour {
  const clock = new SimulatedClock({ startAt });
  const stored = new Map(
    DEFAULT_SYMBOLS.map((symbol, index) => [
      symbol,
      candlesOnTicks(symbol, { seed: index + 1, from: FIRST_HOUR, count: HISTORY_HOURS + 3 }),
    ]),
  );
  const front = openVenueFront({
    future: {
      candleAt: (symbol, openedAt) => stored.get(symbol)?.[(openedAt - FIRST_HOUR) / HOUR_MS] ?? null,
    },
    symbols: DEFAULT_SYMBOLS,
    preset: 'spot-2026',
    seed: 1,
    credentials: { apiKey: 'nobody0123456789', secret: 'nobody-asks' },
    balances: { USDT: '10000' },
    openedAt: startAt,
    time: () => ({ speed: 1, now: () => Math.floor(clock.now()) }),
    later: (delayMs, callback) => void clock.after(delayMs, callback),
  });
  front.venue.inject(faults);
  const pump = (): void => {
    front.pump();
    clock.after(PUMP_MS, pump);
  };
  clock.after(PUMP_MS, pump);
  const random = new SeededRandom(1, 'latency');
  const latencyMs = () => random.between(1, LATENCY_MS_MAX);
  const stop = stopOnBug();
  const said: string[] = [];
  const marks: (Mark & { readonly toldAt: EpochMs })[] = [];
  const feed = openMarketFeed({
    environment: { binanceRestUrl: 'http://venue.test', binanceStreamUrl: 'ws://venue.test' },
    transports: {
      http: directHttp({ front, clock, latencyMs }),
      sockets: new DirectSockets({ front, clock, latencyMs }).transport,
    },
    governor: new RequestGovernor({ clock }),
    clock,
    log: listeningLog(said),
    readSignal: stop.signal,
    stop,
  });
  feed.follow(DEFAULT_SYMBOLS, (mark) => void marks.push({ ...mark, toldAt: clock.now() }));
  return {
    clock,
    venue: front.venue,
    marketData: feed.marketData,
    stop,
    marks,
    said,
    storedCandles: (symbol) => stored.get(symbol) ?? [],
    pass: (durationMs) => passInSteps(clock, durationMs),
  };
}

/** Whoever got an answer acts on it between two steps: much cheaper than after each message, and no slower than a network. */
async function passInSteps(clock: SimulatedClock, durationMs: DurationMs): Promise<void> {
  const end = clock.now() + durationMs;
  while (clock.now() < end) {
    await clock.advanceTo(Math.min(end, clock.now() + STEP_MS));
    for (let turn = 0; turn < TURNS_PER_STEP; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

function listeningLog(said: string[]): Log {
  const hear = (message: string, facts?: Readonly<Record<string, unknown>>): void => {
    said.push(facts?.['ending'] === undefined ? message : `${message}: ${String(facts['ending'])}`);
  };
  const log: Log = { debug: hear, info: hear, warn: hear, error: hear, child: () => log };
  return log;
}

export function closedBefore(candles: readonly Candle[], asOf: EpochMs): readonly Candle[] {
  return candles.filter(({ openedAt }) => openedAt + HOUR_MS <= asOf);
}
