import type { Candle } from '../../domain/candle.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { DAY_MS, dayStart, type EpochMs, HOUR_MS, hourStart } from '../../domain/time.ts';
import { type ArchiveClient, sha256 } from './archive-client.ts';
import { type ArchiveFile, dailyFile, daysOf, monthlyFile, monthsOf, nextMonth } from './archive-file.ts';
import type { CandleFolder } from './candle-folder.ts';
import { type CandleRow, rowOfCandle } from './candle-row.ts';
import { readArchiveZip } from './read-archive-zip.ts';

/** Files that are looked at and fetched at the same time. */
const PARALLEL_MAX = 4;
/** A monthly file appears at the first Monday after its month; until then its days have to do. */
const MONTHLY_FILE_LATE_MS = 14 * DAY_MS;

export interface DownloadOptions {
  readonly symbol: MarketSymbol;
  /** The first hour, and the end, exclusive; nothing after `now` is asked for. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly now: EpochMs;
  readonly client: ArchiveClient;
  readonly folder: CandleFolder;
  /** What the archive does not have, from the exchange itself: closed hours that opened from `from` on and closed before `asOf`. */
  fetchCandles(query: {
    readonly symbol: MarketSymbol;
    readonly from: EpochMs;
    readonly asOf: EpochMs;
  }): Promise<readonly Candle[]>;
  readonly onProgress: (progress: { readonly filesDone: number; readonly filesTotal: number }) => void;
}

export interface DownloadReport {
  readonly symbol: MarketSymbol;
  /** Candles of the period in the file now. */
  readonly candles: number;
  /** Files of the archive that were fetched, those among them that had been replaced, and those that were there already. */
  readonly fetchedFiles: number;
  readonly replacedFiles: readonly string[];
  readonly keptFiles: number;
  /** Candles that came from the exchange instead of the archive. */
  readonly exchangeCandles: number;
  /** Hours of the period, after its first candle, for which there is no candle anywhere. */
  readonly missingHours: number;
}

type FileOutcome = 'absent' | { readonly how: 'kept' | 'fetched' | 'replaced'; readonly rows: readonly CandleRow[] };

/**
 * Brings the hourly candles of a period into a candle file: from files of the archive that are fetched once and again when they were
 * replaced, and from the exchange where the archive has none. Candles outside of the period stay as they are. What was fetched before a
 * fault is kept, so that the next try goes on from there.
 * @throws Fault of the archive, the exchange or the disk; the candle file is then as it was.
 */
export async function downloadCandles(options: DownloadOptions): Promise<DownloadReport> {
  const { symbol, from, folder } = options;
  const to = Math.min(options.to, hourStart(options.now));
  const before = await folder.readRows(symbol);
  const files = filesOf(symbol, { from, to, now: options.now });
  const outcomes = await outcomesOf(files, options);
  const archived = outcomes.flatMap((outcome) => (outcome === 'absent' ? [] : outcome.rows));
  const absent = periodsWithout(
    files.filter((_, index) => outcomes[index] === 'absent'),
    { from, to, files },
  );
  const asked: CandleRow[] = [];
  for (const period of absent) {
    const candles = await options.fetchCandles({ symbol, from: period.from, asOf: period.to });
    asked.push(...candles.filter(({ openedAt }) => openedAt < period.to).map(rowOfCandle));
  }
  const within = [...archived, ...asked].filter(({ openedAt }) => openedAt >= from && openedAt < to);
  const outside = before.filter(({ openedAt }) => openedAt < from || openedAt >= to);
  await folder.writeRows(symbol, inOrder([...outside, ...within]));
  return reportOf({ symbol, files, outcomes, within, asked, to });
}

interface Period {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Whole months where they have ended long enough ago to be there, days for the rest; the running day is in no file. */
function filesOf(symbol: MarketSymbol, { from, to, now }: Period & { readonly now: EpochMs }): readonly ArchiveFile[] {
  return monthsOf({ from, to }).flatMap((month) => {
    const isThere = nextMonth(month) + MONTHLY_FILE_LATE_MS <= now;
    if (isThere) return [monthlyFile(symbol, month)];
    const days = daysOf({ from: Math.max(month, from), to: Math.min(nextMonth(month), to, dayStart(now)) });
    return days.map((day) => dailyFile(symbol, day));
  });
}

async function outcomesOf(files: readonly ArchiveFile[], options: DownloadOptions): Promise<readonly FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (let start = 0; start < files.length; start += PARALLEL_MAX) {
    options.onProgress({ filesDone: start, filesTotal: files.length });
    outcomes.push(...(await allOrFirstFault(files.slice(start, start + PARALLEL_MAX).map((file) => bring(file, options)))));
  }
  options.onProgress({ filesDone: files.length, filesTotal: files.length });
  return outcomes;
}

/** Waits for all, so that nothing goes on behind a fault, and then throws the first. */
async function allOrFirstFault<Result>(work: readonly Promise<Result>[]): Promise<readonly Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** The rows of one file, fetched only when it is not there as the archive has it now. */
async function bring(file: ArchiveFile, { client, folder }: DownloadOptions): Promise<FileOutcome> {
  const checksum = await client.fetchChecksum(file);
  const kept = await folder.readArchived(file);
  // What the archive once had and has no longer is as good as it was.
  if (checksum === null) return kept === null ? 'absent' : { how: 'kept', rows: readArchiveZip(file, kept) };
  if (kept !== null && sha256(kept) === checksum) return { how: 'kept', rows: readArchiveZip(file, kept) };
  const bytes = await client.fetchFile(file, checksum);
  const rows = readArchiveZip(file, bytes);
  await folder.writeArchived(file, bytes);
  return { how: kept === null ? 'fetched' : 'replaced', rows };
}

/** The parts of the period that no file covers, neighbours joined: one question to the exchange for each. */
function periodsWithout(
  absent: readonly ArchiveFile[],
  { from, to, files }: Period & { readonly files: readonly ArchiveFile[] },
): readonly Period[] {
  const coveredTo = files.at(-1)?.to ?? from;
  const parts = [...absent, ...(coveredTo < to ? [{ from: Math.max(coveredTo, from), to }] : [])];
  const joined: Period[] = [];
  for (const part of parts) {
    const cut = { from: Math.max(part.from, from), to: Math.min(part.to, to) };
    const last = joined.at(-1);
    if (last?.to === cut.from) joined.splice(-1, 1, { from: last.from, to: cut.to });
    else joined.push(cut);
  }
  return joined;
}

/** Sorted by time, the later one of two rows of the same hour. */
function inOrder(rows: readonly CandleRow[]): readonly CandleRow[] {
  const byHour = new Map(rows.map((row) => [row.openedAt, row]));
  return [...byHour.values()].sort((left, right) => left.openedAt - right.openedAt);
}

function reportOf(parts: {
  readonly symbol: MarketSymbol;
  readonly files: readonly ArchiveFile[];
  readonly outcomes: readonly FileOutcome[];
  readonly within: readonly CandleRow[];
  readonly asked: readonly CandleRow[];
  readonly to: EpochMs;
}): DownloadReport {
  const { symbol, files, outcomes, within, asked, to } = parts;
  const count = (wanted: 'kept' | 'fetched' | 'replaced') =>
    files.filter((_, index) => {
      const outcome = outcomes[index];
      return outcome !== undefined && outcome !== 'absent' && outcome.how === wanted;
    });
  const candles = new Set(within.map(({ openedAt }) => openedAt)).size;
  const first = within.reduce((least, { openedAt }) => Math.min(least, openedAt), to);
  return {
    symbol,
    candles,
    fetchedFiles: count('fetched').length + count('replaced').length,
    replacedFiles: count('replaced').map(({ name }) => name),
    keptFiles: count('kept').length,
    exchangeCandles: asked.length,
    missingHours: Math.max(0, Math.ceil((to - first) / HOUR_MS) - candles),
  };
}
