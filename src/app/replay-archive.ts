import { ArchiveMarketData } from '../adapters/archive/archive-market-data.ts';
import type { CandleArchive } from '../adapters/archive/candle-archive.ts';
import { openFileJournal } from '../adapters/journal/file-journal.ts';
import { silentLog } from '../adapters/system/silent-log.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { SentimentSource } from '../ports/sentiment-source.ts';
import { type ReplayPlan, runReplay } from '../replay/run-replay.ts';
import { SimulatedClock } from '../simulator/simulated-clock.ts';
import { SimulatedExchange } from '../simulator/simulated-exchange.ts';
import { composeSteward, startSteward } from './compose-steward.ts';
import { rulesOnly } from './llm-factory.ts';
import { simulatedExchangeOptions } from './simulated-exchange-options.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { stopOnBug } from './stop-on-bug.ts';

export interface ArchiveReplay {
  readonly archive: CandleArchive;
  readonly sentiment: SentimentSource;
  readonly configuration: Configuration;
  readonly configurationHash: string;
  readonly seed: number;
  readonly journalFolder: string;
  readonly plan: ReplayPlan;
}

/** The composition of a replay: stored candles for the bot up to now, and all of them for the simulated exchange alone. */
export async function replayArchive(replay: ArchiveReplay): Promise<void> {
  const { archive, configuration, plan } = replay;
  const stop = stopOnBug();
  const clock = new SimulatedClock({ startAt: plan.from });
  const exchange = new SimulatedExchange({
    clock,
    future: { candleAt: (symbol, openedAt) => archive.futureCandle(symbol, openedAt) },
    ...simulatedExchangeOptions(configuration),
  });
  const journal = await openFileJournal({ folder: replay.journalFolder, durability: 'buffered' });
  const parts = {
    venue: 'replay',
    configuration,
    configurationHash: replay.configurationHash,
    clock,
    log: silentLog,
    journal,
    exchange,
    marketData: new ArchiveMarketData({ archive, clock }),
    sentiment: replay.sentiment,
    makeProviders: rulesOnly,
    epoch: 1,
    seed: replay.seed,
    stopSignal: stop.signal,
    onBug: stop.onBug,
  } as const;
  const steward = await composeSteward(parts);
  await startSteward(steward, parts);
  await runReplay(steward, new SimulatedWorld({ clock, exchange, steward }), plan);
  stop.end();
  await journal.close();
  const bug = stop.bug();
  if (bug !== null) throw bug;
}
