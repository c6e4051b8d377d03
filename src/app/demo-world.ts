import { join } from 'node:path';
import { openFileJournal } from '../adapters/journal/file-journal.ts';
import { readJournal } from '../adapters/journal/read-journal.ts';
import { StateFile } from '../adapters/journal/state-file.ts';
import { createLog } from '../adapters/system/log.ts';
import { acquireLease } from '../adapters/system/socket-lease.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { Fault } from '../domain/fault.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { CrashPoint } from '../execution/order-executor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Steward } from '../session/steward.ts';
import { generateMarket } from '../simulator/generated-market.ts';
import { GeneratedMarketData } from '../simulator/generated-market-data.ts';
import { SimulatedClock } from '../simulator/simulated-clock.ts';
import { SimulatedExchange } from '../simulator/simulated-exchange.ts';
import { composeSteward, startSteward, WARM_UP_HOURS } from './compose-steward.ts';
import { openFileSimulatorStore } from './file-simulator-store.ts';
import { JOURNAL_FOLDER, STATE_FILE } from './folders.ts';
import { providersOf } from './llm-providers.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { simulatedExchangeOptions } from './simulated-exchange-options.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { keepStateFile, type StateSummary } from './state-snapshot.ts';

/** Where every demo's market begins: with the same seed, everybody sees the same hours. */
const DEMO_STARTS_AT: EpochMs = Date.UTC(2026, 0, 5);
/** How many hours of market are generated: more than anybody watches. */
const DEMO_HOURS = 180 * 24;
/** In this market a newcomer sees a confirmation, a trade, a stop placed and a stop hit within two minutes. */
export const DEMO_SEED = 7;

/** A generated market, an account on it, and the bot that trades them. */
export interface DemoWorld {
  readonly steward: Steward;
  readonly world: SimulatedWorld;
  readonly clock: SimulatedClock;
  readonly systemClock: Clock;
  readonly log: Log;
  readonly startedAt: EpochMs;
  readonly endsAt: EpochMs;
  /** Aborts when a bug of ours was found or the demo was closed. */
  readonly stopSignal: AbortSignal;
  /** Lets recovery do its work; the clock must be moved meanwhile, since recovery may wait on it. */
  start(): Promise<void>;
  /** The bug that stopped the bot, if one did. */
  bug(): Error | null;
  close(): Promise<void>;
}

export interface DemoWorldOptions {
  readonly dataDir: string;
  readonly configDir: string;
  readonly seed?: number;
  readonly crashPoint?: (name: CrashPoint) => void;
}

/** Builds the demo in a data folder; in one that was used before, it goes on where that ended, on the same market. */
export async function openDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const { dataDir } = options;
  const { configuration, hash } = await loadConfigurationOrFail(options.configDir);
  const lease = await acquireLease(dataDir);
  const earlier = await readEarlierDemo(join(dataDir, JOURNAL_FOLDER));
  const seed = earlier?.seed ?? options.seed ?? DEMO_SEED;
  const startAt = earlier?.newestAt ?? DEMO_STARTS_AT;
  const market = generateMarket({
    seed,
    symbols: configuration.symbols,
    from: DEMO_STARTS_AT - WARM_UP_HOURS * HOUR_MS,
    hours: WARM_UP_HOURS + DEMO_HOURS,
  });
  const stop = new AbortController();
  let bug: Error | null = null;
  const onBug = (error: Error): void => {
    bug ??= error;
    stop.abort();
  };
  const log = createLog({ secrets: [], level: 'warn' });
  const systemClock = new SystemClock({ onTimerFault: (error) => log.error('a timer failed', { error }) });
  const clock = new SimulatedClock({ startAt, onTimerFault: (error) => log.error('a timer failed', { error }) });
  const exchange = new SimulatedExchange({
    clock,
    future: market,
    ...simulatedExchangeOptions(configuration),
    store: openFileSimulatorStore(join(dataDir, 'simulated-account.jsonl')),
  });
  const journal = await openFileJournal({ folder: join(dataDir, JOURNAL_FOLDER), durability: 'fsync' });
  const parts = {
    venue: 'demo',
    configuration,
    configurationHash: hash,
    clock,
    log,
    journal,
    exchange,
    marketData: new GeneratedMarketData({ market, clock }),
    providers: providersOf(),
    epoch: lease.epoch,
    seed,
    stopSignal: stop.signal,
    onBug,
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
  } as const;
  const steward = await composeSteward(parts);
  const stateFile = new StateFile<StateSummary>({
    path: join(dataDir, STATE_FILE),
    clock: systemClock,
    onWriteFault: (error) => log.warn('the state file could not be written', { error }),
  });
  keepStateFile(steward.state, stateFile);
  return {
    steward,
    world: new SimulatedWorld({ clock, exchange, steward }),
    clock,
    systemClock,
    log,
    startedAt: startAt,
    endsAt: market.until,
    stopSignal: stop.signal,
    start: () => startSteward(steward, parts),
    bug: () => bug,
    async close() {
      stop.abort();
      await steward.idle();
      await stateFile.close();
      await journal.close();
      await lease.release();
    },
  };
}

interface EarlierDemo {
  readonly seed: number | null;
  readonly newestAt: EpochMs;
}

async function readEarlierDemo(journalFolder: string): Promise<EarlierDemo | null> {
  let seed: number | null = null;
  let newestAt: EpochMs | null = null;
  try {
    for await (const { at, fact } of readJournal(journalFolder)) {
      if (fact.kind === 'journal-opened') seed = fact.seed;
      newestAt = at;
    }
  } catch (error) {
    if (error instanceof Fault && error.code === 'no-data') return null;
    throw error;
  }
  return newestAt === null ? null : { seed, newestAt };
}
