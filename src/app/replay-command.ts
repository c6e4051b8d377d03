import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CandleArchive } from '../adapters/archive/candle-archive.ts';
import { loadCandleArchive } from '../adapters/archive/load-candle-archive.ts';
import { loadArchiveFearGreed } from '../adapters/fear-greed/archive-fear-greed.ts';
import { isMissing } from '../adapters/journal/storage-fault.ts';
import { createProgressBar } from '../adapters/terminal/progress-bar.ts';
import { Fault } from '../domain/fault.ts';
import { type EpochMs, hourStart, minuteText } from '../domain/time.ts';
import type { ConfirmationPolicy } from '../replay/answer-by-policy.ts';
import { type RunSummary, runSummaryText } from '../report/run-summary-text.ts';
import { foldResults } from './fold-results.ts';
import { JOURNAL_FOLDER } from './folders.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { printJson, printLine } from './print.ts';
import { replayArchive } from './replay-archive.ts';
import { UsageError } from './usage-error.ts';

export interface ReplayOptions {
  readonly candles: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly out: string;
  readonly config: string;
  readonly seed: number;
  readonly confirmations: ConfirmationPolicy;
  readonly json?: boolean;
}

/** Replays a stored period and writes journal, CSV files and summary into a folder of its own. */
export async function replayCommand(options: ReplayOptions): Promise<void> {
  const { configuration, hash } = await loadConfigurationOrFail(options.config);
  refuseBadPeriod(options);
  await refuseUsedFolder(options.out);
  const archive = await loadCandleArchive(options.candles, configuration.symbols);
  refusePeriodWithoutCandles(archive, options);

  const journalFolder = join(options.out, JOURNAL_FOLDER);
  const progress = createProgressBar({ stream: process.stderr, label: 'replay' });
  await replayArchive({
    archive,
    sentiment: await loadArchiveFearGreed(options.candles),
    configuration,
    configurationHash: hash,
    seed: options.seed,
    journalFolder,
    plan: {
      from: hourStart(options.from),
      to: options.to,
      confirmations: options.confirmations,
      onProgress: ({ sessions, sessionsTotal }) => progress.update(sessions, sessionsTotal),
    },
  });
  progress.end();
  const result = await foldResults({ journalFolder, csvFolder: options.out, period: options });
  await writeFile(join(options.out, 'summary.json'), `${JSON.stringify(result, null, 2)}\n`);
  print(result, options);
}

function print(summary: RunSummary, { json, out }: ReplayOptions): void {
  if (json === true) printJson(summary);
  else printLine(`${runSummaryText(summary)}\nWritten to ${out}: summary.json, portfolio_update.csv, trade_log.csv, journal/`);
}

function refuseBadPeriod({ from, to }: ReplayOptions): void {
  if (from < to) return;
  throw new UsageError(
    `The period is empty: --from ${minuteText(from)} is not before --to ${minuteText(to)} (UTC; --to is exclusive).`,
  );
}

function refusePeriodWithoutCandles(archive: CandleArchive, { from, to, candles }: ReplayOptions): void {
  const spans = archive.symbols.map((symbol) => ({
    symbol,
    first: archive.firstOpenedAt(symbol),
    last: archive.lastOpenedAt(symbol),
  }));
  const listing = spans
    .map(
      ({ symbol, first, last }) =>
        `${symbol} ${first === null || last === null ? 'none' : `${minuteText(first)} to ${minuteText(last)}`}`,
    )
    .join('; ');
  const isCovered = spans.some(({ first, last }) => first !== null && last !== null && first < to && last >= from);
  if (isCovered) return;
  throw new UsageError(`No candle in ${candles} lies between ${minuteText(from)} and ${minuteText(to)} UTC. Stored: ${listing}.`);
}

/** The results of one run never mix with those of another. */
async function refuseUsedFolder(folder: string): Promise<void> {
  const content = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw new Fault('storage', `cannot use the folder ${folder}`, { cause: error });
  });
  if (content.length > 0)
    throw new UsageError(`The folder ${folder} is not empty; name a new one with --out, or empty it first.`);
}
