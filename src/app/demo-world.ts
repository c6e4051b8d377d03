import { join } from 'node:path';
import { AbsentFearGreed } from '../adapters/fear-greed/absent-fear-greed.ts';
import { openFileJournal } from '../adapters/journal/file-journal.ts';
import { readJournal } from '../adapters/journal/read-journal.ts';
import { createLog } from '../adapters/system/log.ts';
import { acquireLease } from '../adapters/system/socket-lease.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { Fault } from '../domain/fault.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { StewardCrashPoint } from '../session/session-services.ts';
import type { Steward } from '../session/steward.ts';
import { type GeneratedMarket, generateMarket } from '../simulator/generated-market.ts';
import { GeneratedMarketData } from '../simulator/generated-market-data.ts';
import { SimulatedClock } from '../simulator/simulated-clock.ts';
import { SimulatedExchange } from '../simulator/simulated-exchange.ts';
import { composeSteward, type StewardParts, startSteward } from './compose-steward.ts';
import { openFileSimulatorStore } from './file-simulator-store.ts';
import { ACCOUNT_FILE, JOURNAL_FOLDER } from './folders.ts';
import { WARM_UP_HOURS } from './live-settings.ts';
import { rulesOnly } from './llm-factory.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { configurationFiles } from './open-configuration.ts';
import { simulatedExchangeOptions } from './simulated-exchange-options.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { openStateFile } from './state-snapshot.ts';
import { stopOnBug } from './stop-on-bug.ts';

/** Where every demo's market begins: with the same seed, everybody sees the same hours. */
const DEMO_STARTS_AT: EpochMs = Date.UTC(2026, 0, 5);
/** How many hours of market are generated: more than anybody watches. */
const DEMO_HOURS = 180 * 24;
/** In this market a newcomer sees a confirmation, a trade, a stop placed and a stop hit within two minutes. */
const DEMO_SEED = 594;

/** A generated market, an account on it, and the bot that trades them. */
export interface DemoWorld {
  readonly steward: Steward;
  readonly world: SimulatedWorld;
  readonly clock: SimulatedClock;
  readonly systemClock: Clock;
  readonly log: Log;
  readonly endsAt: EpochMs;
  /** Aborts when a bug of ours was found or the demo was closed. */
  readonly stopSignal: AbortSignal;
  /** Lets recovery do its work; the clock must be moved meanwhile, since recovery may wait on it. */
  start(): Promise<void>;
  /** Takes a bug of ours: everything stops. */
  readonly onBug: (error: Error) => void;
  /** The bug that stopped the bot, if one did. */
  bug(): Error | null;
  close(): Promise<void>;
}

export interface DemoWorldOptions {
  readonly dataDir: string;
  readonly configDir: string;
  readonly seed?: number;
  readonly crashPoint?: (name: StewardCrashPoint) => void;
}

/** Builds the demo in a data folder; in one that was used before, it goes on where that ended, on the same market. */
export async function openDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const { dataDir } = options;
  const { configuration, origins, hash } = await loadConfigurationOrFail(options.configDir);
  const lease = await acquireLease(dataDir);
  const { seed, startAt } = await demoStart(options);
  const stop = stopOnBug();
  const log = createLog({ secrets: [], level: 'warn' });
  const onTimerFault = (error: unknown): void => log.error('a timer failed', { error });
  const systemClock = new SystemClock({ onTimerFault });
  const clock = new SimulatedClock({ startAt, onTimerFault });
  const market = demoMarket(configuration, seed);
  const exchange = new SimulatedExchange({
    clock,
    future: market,
    ...simulatedExchangeOptions(configuration),
    store: openFileSimulatorStore(join(dataDir, ACCOUNT_FILE)),
  });
  const journal = await openFileJournal({ folder: join(dataDir, JOURNAL_FOLDER), durability: 'fsync' });
  const parts: StewardParts = {
    venue: 'demo',
    configuration,
    configurationHash: hash,
    configurationFiles: configurationFiles({ ...options, origins }),
    clock,
    log,
    journal,
    exchange,
    marketData: new GeneratedMarketData({ market, clock }),
    sentiment: new AbsentFearGreed('a generated market has none'),
    makeProviders: rulesOnly,
    epoch: lease.epoch,
    seed,
    stopSignal: stop.signal,
    onBug: stop.onBug,
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
  };
  const steward = await composeSteward(parts);
  const stateFile = openStateFile(steward.state, { dataDir, clock: systemClock, log });
  return {
    steward,
    onBug: stop.onBug,
    world: new SimulatedWorld({ clock, exchange, steward }),
    clock,
    systemClock,
    log,
    endsAt: market.until,
    stopSignal: stop.signal,
    start: () => startSteward(steward, parts),
    bug: stop.bug,
    async close() {
      stop.end();
      await steward.idle();
      await stateFile.close();
      await journal.close();
      await lease.release();
    },
  };
}

async function demoStart({
  dataDir,
  seed = DEMO_SEED,
}: DemoWorldOptions): Promise<{ readonly seed: number; readonly startAt: EpochMs }> {
  const earlier = await readEarlierDemo(join(dataDir, JOURNAL_FOLDER));
  return { seed: earlier?.seed ?? seed, startAt: earlier?.newestAt ?? DEMO_STARTS_AT };
}

function demoMarket({ symbols }: Configuration, seed: number): GeneratedMarket {
  return generateMarket({ seed, symbols, from: DEMO_STARTS_AT - WARM_UP_HOURS * HOUR_MS, hours: WARM_UP_HOURS + DEMO_HOURS });
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
