import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { openFileJournal } from '../../../src/adapters/journal/file-journal.ts';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import { systemSocketTransport } from '../../../src/adapters/system/socket-transport.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { composeSteward, type StewardParts, startSteward } from '../../../src/app/compose-steward.ts';
import { openLiveSide } from '../../../src/app/live-side.ts';
import { rulesOnly } from '../../../src/app/llm-factory.ts';
import { stopOnBug } from '../../../src/app/stop-on-bug.ts';
import { ConfigurationManager } from '../../../src/configuration/configuration-manager.ts';
import type { Exchange } from '../../../src/ports/exchange.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { RISK_LIMITS } from '../../../src/risk/limits.ts';
import type { Steward } from '../../../src/session/steward.ts';
import { projectRoot } from '../../support/project-root.ts';
import { BENCH_CAPITAL, EXECUTION_CREDENTIALS } from './bench-market.ts';
import { WatchedTransport } from './watched-transport.ts';

const ORDERS_MAX = 1_000_000;
const SETTINGS = {
  venue: 'live',
  autonomy: 'confirm',
  'capital.allotted': String(BENCH_CAPITAL),
  'limits.entriesPerDayMax': '50',
};

export interface BenchBot {
  readonly steward: Steward;
  readonly exchange: Exchange;
  readonly journal: Journal;
  readonly transport: WatchedTransport;
  close(): Promise<void>;
}

/** The bot as it is composed for a real account, on an exchange of this machine, with its journal on the project's own disk. */
export async function openBenchBot(port: number): Promise<BenchBot> {
  const folder = await mkdtemp(join(projectRoot, 'data', 'bench-'));
  const stop = stopOnBug();
  const reads = new AbortController();
  const clock = new SystemClock({
    onTimerFault: (error) => stop.onBug(error instanceof Error ? error : new Error(String(error))),
  });
  const governor = new RequestGovernor({ clock, signal: reads.signal });
  governor.allowOrders(ORDERS_MAX);
  governor.allow(ORDERS_MAX);
  const transport = new WatchedTransport();
  const configuration = configurationOfBench();
  const side = await openLiveSide({
    identity: {
      venue: 'live',
      restUrl: `http://127.0.0.1:${port}`,
      streamUrl: `ws://127.0.0.1:${port}`,
      socketApiUrl: `ws://127.0.0.1:${port}/ws-api/v3`,
      keyFingerprint: 'bench',
    },
    apiKey: EXECUTION_CREDENTIALS.apiKey,
    apiSecret: EXECUTION_CREDENTIALS.secret,
    symbols: configuration.symbols,
    clock,
    network: { machine: clock, speed: 1 },
    transports: { http: transport.send, sockets: systemSocketTransport },
    governor,
    log: silentLog,
    readSignal: reads.signal,
    stop,
    tradesFrom: clock.now(),
  });
  const journal = await openFileJournal({ folder, durability: 'fsync' });
  const parts: StewardParts = {
    venue: 'live',
    configuration,
    configurationHash: 'bench',
    clock,
    log: silentLog,
    journal,
    exchange: side.exchange,
    marketData: side.marketData,
    makeProviders: rulesOnly,
    epoch: 1,
    seed: null,
    stopSignal: stop.signal,
    onBug: stop.onBug,
  };
  const steward = await composeSteward(parts);
  side.join?.(steward);
  side.followPrices();
  await startSteward(steward, parts);
  return {
    steward,
    exchange: side.exchange,
    journal,
    transport,
    async close() {
      stop.end();
      await steward.idle();
      reads.abort();
      await journal.close();
      await rm(folder, { recursive: true });
      const bug = stop.bug();
      if (bug !== null) throw bug;
    },
  };
}

function configurationOfBench() {
  const loaded = new ConfigurationManager({ limitDefinitions: RISK_LIMITS }).loadConfiguration({
    files: [],
    overrides: SETTINGS,
  });
  if (loaded.tag === 'invalid') throw new Error(`the settings are invalid: ${JSON.stringify(loaded.problems)}`);
  return loaded.configuration;
}
