import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { BinanceMarketData } from '../adapters/binance/binance-market-data.ts';
import type { BinancePublicClient } from '../adapters/binance/public-client.ts';
import { LiveFearGreed } from '../adapters/fear-greed/live-fear-greed.ts';
import { FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { openFileJournal } from '../adapters/journal/file-journal.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { acquireLease } from '../adapters/system/socket-lease.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { FeeSchedule } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { StewardCrashPoint } from '../session/session-services.ts';
import { type LiveExchange, openLiveExchange } from '../simulator/open-live-exchange.ts';
import { composeSteward, type StewardParts, startSteward } from './compose-steward.ts';
import type { Environment } from './environment.ts';
import { openFileSimulatorStore } from './file-simulator-store.ts';
import { ACCOUNT_FILE, BLOB_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { loadModelsOrFail } from './load-models.ts';
import { makeProvidersOf } from './make-providers.ts';
import { openMarketFeed } from './market-feed.ts';
import { configurationFiles } from './open-configuration.ts';
import { recordingOn } from './record-models.ts';
import { simulatedExchangeOptions } from './simulated-exchange-options.ts';
import { openStateFile } from './state-snapshot.ts';
import { stopOnBug } from './stop-on-bug.ts';
import type { TradingWorld } from './trading-world.ts';
import { vendorsElsewhere } from './vendors-elsewhere.ts';

/** How long prices may still be read when the process was told to stop: whoever is buying then needs one to place the stop. */
const LAST_READS_MS: DurationMs = 5 * SECOND_MS;
/** Each request listens to the signal that ends reading; more than this at once would be a leak. */
const READS_MAX = 200;

export interface PaperWorldOptions {
  readonly dataDir: string;
  readonly configDir: string;
  readonly environment: Environment;
  readonly log: Log;
  readonly crashPoint?: (name: StewardCrashPoint) => void;
}

/**
 * Opens paper trading in a data folder: the bot on Binance's public prices, with an account that is simulated. Nothing here can sign a
 * request.
 * @throws Fault when the folder is in use, or Binance's public data cannot be reached.
 */
export async function openPaperWorld(options: PaperWorldOptions): Promise<TradingWorld> {
  const { dataDir, configDir, environment, log } = options;
  const { configuration, origins, hash } = await loadConfigurationOrFail(configDir);
  const models = await loadModelsOrFail(configDir);
  const lease = await acquireLease(dataDir);
  const stop = stopOnBug();
  const clock = new SystemClock({ onTimerFault: (error) => log.error('a timer failed', { error }) });
  const reads = new AbortController();
  setMaxListeners(READS_MAX, reads.signal);
  const feed = openMarketFeed({ environment, dataDir, clock, log, readSignal: reads.signal, stop });
  const { marketData } = feed;
  const live = await openAccount({ configuration, dataDir, clock, client: feed.client });
  await observeFirstPrices({ marketData, live, symbols: configuration.symbols });
  const journal = await openFileJournal({ folder: join(dataDir, JOURNAL_FOLDER), durability: 'fsync' });
  const blobs = new FileBlobStore(join(dataDir, BLOB_FOLDER));
  const record = recordingOn({ dataDir, blobs, clock, log });
  const parts: StewardParts = {
    venue: 'paper',
    configuration,
    configurationHash: hash,
    configurationFiles: configurationFiles({ ...options, origins }),
    clock,
    log,
    journal,
    exchange: live.exchange,
    marketData,
    sentiment: new LiveFearGreed({
      transport: systemHttpTransport,
      clock,
      url: environment.fearGreedUrl ?? undefined,
      signal: reads.signal,
    }),
    makeProviders: makeProvidersOf({ environment, configuration, models, clock, record }),
    elsewhere: vendorsElsewhere(environment),
    models,
    blobs,
    record,
    epoch: lease.epoch,
    seed: null,
    stopSignal: stop.signal,
    onBug: stop.onBug,
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
  };
  const steward = await composeSteward(parts);
  const stateFile = openStateFile(steward.state, { dataDir, clock, log });
  return {
    venue: 'paper',
    steward,
    configuration,
    clock,
    speed: 1,
    stop,
    async start() {
      feed.follow(configuration.symbols, (mark) => live.observe(mark));
      await startSteward(steward, parts);
    },
    async close() {
      stop.end();
      const endLate = clock.after(LAST_READS_MS, () => reads.abort());
      await steward.idle();
      endLate();
      reads.abort();
      await stateFile.close();
      await journal.close();
      await lease.release();
    },
  };
}

async function openAccount(parts: {
  readonly configuration: Configuration;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly client: BinancePublicClient;
}): Promise<LiveExchange> {
  const { configuration, dataDir, clock, client } = parts;
  const simulated: { readonly fees: FeeSchedule } & ReturnType<typeof simulatedExchangeOptions> =
    simulatedExchangeOptions(configuration);
  return openLiveExchange({
    ...simulated,
    instruments: await client.fetchInstruments(configuration.symbols),
    clock,
    store: openFileSimulatorStore(join(dataDir, ACCOUNT_FILE)),
  });
}

/** The simulated markets open with their first price; recovery needs them open. */
async function observeFirstPrices(parts: {
  readonly marketData: BinanceMarketData;
  readonly live: LiveExchange;
  readonly symbols: readonly MarketSymbol[];
}): Promise<void> {
  for (const symbol of parts.symbols) {
    const mark = await parts.marketData.fetchMark(symbol);
    if (mark !== null) parts.live.observe(mark);
  }
}
