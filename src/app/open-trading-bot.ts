import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { LiveFearGreed } from '../adapters/fear-greed/live-fear-greed.ts';
import { FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { openFileJournal } from '../adapters/journal/file-journal.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { acquireLease } from '../adapters/system/socket-lease.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { ExchangeStanding } from '../ports/exchange-standing.ts';
import type { Log } from '../ports/log.ts';
import type { MarketData } from '../ports/market-data.ts';
import type { StewardCrashPoint } from '../session/session-services.ts';
import type { Steward } from '../session/steward.ts';
import { composeSteward, type StewardParts, startSteward } from './compose-steward.ts';
import type { Environment } from './environment.ts';
import { BLOB_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { loadModelsOrFail } from './load-models.ts';
import { makeProvidersOf } from './make-providers.ts';
import { configurationFiles } from './open-configuration.ts';
import { recordingOn } from './record-models.ts';
import { openStateFile } from './state-snapshot.ts';
import { stopOnBug } from './stop-on-bug.ts';
import type { TradingWorld } from './trading-world.ts';
import { vendorsElsewhere } from './vendors-elsewhere.ts';
import type { TradingVenue } from './venue/venue-identity.ts';

/** How long reads go on when the process was told to stop: whoever is buying then needs them to place the stop. */
const LAST_READS_MS: DurationMs = 5 * SECOND_MS;
/** Each request listens to the signal that ends reading; more than this at once would be a leak. */
const READS_MAX = 200;

export interface TradingOptions {
  readonly dataDir: string;
  readonly configDir: string;
  readonly environment: Environment;
  readonly log: Log;
  readonly crashPoint?: (name: StewardCrashPoint) => void;
}

/** What every venue needs before it knows its exchange: the configuration, the folder, and what ends it all. */
export type TradingBase = Awaited<ReturnType<typeof openTradingBase>>;

/** @throws ConfigurationError, and Fault when the folder is in use. */
export async function openTradingBase({ dataDir, configDir }: Pick<TradingOptions, 'dataDir' | 'configDir'>) {
  const loaded = await loadConfigurationOrFail(configDir);
  const models = await loadModelsOrFail(configDir);
  const lease = await acquireLease(dataDir);
  /** Ends requests, a moment after everything else. */
  const reads = new AbortController();
  setMaxListeners(READS_MAX, reads.signal);
  return { ...loaded, models, lease, stop: stopOnBug(), reads };
}

/** What a venue brings: the objects behind the ports, and how its prices are followed. */
export interface VenueSide {
  readonly venue: TradingVenue;
  readonly clock: Clock;
  readonly speed: number;
  readonly exchange: Exchange;
  /** Left out for an exchange of this process. */
  readonly exchangeStanding?: ExchangeStanding;
  readonly marketData: MarketData;
  /** Told of the bot before it starts. */
  join?(steward: Steward): void;
  followPrices(): void;
}

/** Builds the bot on a venue, with its journal, its models and its end. */
export async function openTradingBot(base: TradingBase, side: VenueSide, options: TradingOptions): Promise<TradingWorld> {
  const { dataDir, log } = options;
  const { configuration, lease, stop, reads } = base;
  const { venue, clock, speed } = side;
  const parts = await partsOf(base, side, options);
  const steward = await composeSteward(parts);
  side.join?.(steward);
  const stateFile = openStateFile(steward.state, { dataDir, clock, log });
  return {
    venue,
    steward,
    configuration,
    clock,
    speed,
    stop,
    async start() {
      side.followPrices();
      await startSteward(steward, parts);
    },
    async close() {
      stop.end();
      const endLate = clock.after(LAST_READS_MS, () => reads.abort());
      await steward.idle();
      endLate();
      reads.abort();
      await stateFile.close();
      await parts.journal.close();
      await lease.release();
    },
  };
}

async function partsOf(base: TradingBase, side: VenueSide, options: TradingOptions): Promise<StewardParts> {
  const { dataDir, environment, log, crashPoint } = options;
  const { configuration, origins, hash, models, lease, stop, reads } = base;
  const { venue, clock, exchange, marketData } = side;
  const blobs = new FileBlobStore(join(dataDir, BLOB_FOLDER));
  const record = recordingOn({ dataDir, blobs, clock, log });
  const transport = systemHttpTransport;
  return {
    venue,
    configuration,
    configurationHash: hash,
    configurationFiles: configurationFiles({ ...options, origins }),
    clock,
    log,
    journal: await openFileJournal({ folder: join(dataDir, JOURNAL_FOLDER), durability: 'fsync' }),
    exchange,
    ...(side.exchangeStanding === undefined ? {} : { exchangeStanding: side.exchangeStanding }),
    marketData,
    sentiment: new LiveFearGreed({ transport, clock, url: environment.fearGreedUrl ?? undefined, signal: reads.signal }),
    makeProviders: makeProvidersOf({ environment, configuration, models, clock, record }),
    elsewhere: vendorsElsewhere(environment),
    models,
    blobs,
    record,
    epoch: lease.epoch,
    seed: null,
    stopSignal: stop.signal,
    onBug: stop.onBug,
    ...(crashPoint === undefined ? {} : { crashPoint }),
  };
}
