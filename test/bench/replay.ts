import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCandleArchive } from '../../src/adapters/archive/load-candle-archive.ts';
import { loadArchiveFearGreed } from '../../src/adapters/fear-greed/archive-fear-greed.ts';
import { loadConfigurationOrFail } from '../../src/app/load-configuration.ts';
import { type ArchiveReplay, replayArchive } from '../../src/app/replay-archive.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS, isoDate, SECOND_MS } from '../../src/domain/time.ts';
import { WARM_UP_LENGTH } from '../../src/market/indicator-set.ts';
import { Steward } from '../../src/session/steward.ts';
import { projectRoot } from '../support/project-root.ts';
import { generatedStoredMarket, writeStoredMarket } from '../support/stored-market.ts';
import { isMet, type Measurement, quantile, toTable } from './context/measurement.ts';

const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2024, 3, 1);
const SESSIONS = (TO - FROM) / HOUR_MS;
const RUNS = 3;
const HISTORY_DAYS = WARM_UP_LENGTH + 2;
const GENERATED_SEED = 2;

/** Measures how many sessions a second a replay of a quarter of a year does; on stored candles where STEWARD_CANDLES names them, else on generated ones. */
export default async function benchReplay(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  try {
    await measure(scratch);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function measure(scratch: string): Promise<void> {
  const stored = process.env['STEWARD_CANDLES'];
  const replay = await prepare(stored ?? writeGenerated(join(scratch, 'candles')));
  const rates: number[] = [];
  const sessionTime = timeSessions();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  for (let run = 1; run <= RUNS; run += 1) rates.push(await sessionsPerSecond(replay, join(scratch, `run-${run}`)));
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = (user + system) / 1e6;
  const outsideShare = 1 - sessionTime.spentMs() / (performance.now() - startedAt);
  const measurements: readonly Measurement[] = [
    ...rates.map(
      (measured, index): Measurement => ({ what: `run ${index + 1}, sessions a second`, goal: null, measured, unit: '' }),
    ),
    { what: 'median, sessions a second', goal: { atLeast: 1_000 }, measured: quantile(rates, 0.5), unit: '' },
    // On a busy machine this tells the replay's own cost from that of its neighbours.
    { what: 'sessions a second of processor time', goal: null, measured: (RUNS * SESSIONS) / cpuSeconds, unit: '' },
    { what: 'time outside of sessions: start, market, confirmations', goal: null, measured: 100 * outsideShare, unit: '%' },
    { what: 'memory of the process at the end', goal: null, measured: process.memoryUsage().rss / 1e6, unit: 'MB' },
  ];
  const source = stored === undefined ? 'generated' : 'stored';
  console.log(
    `${SESSIONS} sessions x ${DEFAULT_SYMBOLS.length} symbols, ${source} candles, ${isoDate(FROM)} to ${isoDate(TO)}\n`,
  );
  console.log(toTable(measurements));
  if (!measurements.every(isMet)) process.exitCode = 1;
}

/** Looks at sessions from the outside: nothing of the replay knows that it is timed. */
function timeSessions(): { spentMs(): number } {
  const { runDueSession } = Steward.prototype;
  let spentMs = 0;
  Steward.prototype.runDueSession = async function timed(trigger) {
    const startedAt = performance.now();
    const result = await runDueSession.call(this, trigger);
    spentMs += performance.now() - startedAt;
    return result;
  };
  return { spentMs: () => spentMs };
}

function writeGenerated(folder: string): string {
  const from = FROM - HISTORY_DAYS * DAY_MS;
  return writeStoredMarket(generatedStoredMarket({ seed: GENERATED_SEED, from, count: (TO - from) / HOUR_MS }), folder);
}

async function prepare(candles: string): Promise<Omit<ArchiveReplay, 'journalFolder'>> {
  const { configuration, hash } = await loadConfigurationOrFail(join(projectRoot, 'config'));
  return {
    archive: await loadCandleArchive(candles, configuration.symbols),
    sentiment: await loadArchiveFearGreed(candles),
    configuration,
    configurationHash: hash,
    seed: 0,
    plan: { from: FROM, to: TO, confirmations: 'always' },
  };
}

/** From the start of the bot, warm-up included, to its journal on the disk. */
async function sessionsPerSecond(replay: Omit<ArchiveReplay, 'journalFolder'>, journalFolder: string): Promise<number> {
  const started = performance.now();
  await replayArchive({ ...replay, journalFolder });
  return (SESSIONS * SECOND_MS) / (performance.now() - started);
}
