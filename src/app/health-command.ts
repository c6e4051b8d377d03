import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentsAmong } from '../adapters/journal/segment-name.ts';
import { type LeaseState, probeLease } from '../adapters/system/socket-lease.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { durationText } from '../report/format-time.ts';
import { JOURNAL_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

const EXIT_FAULT = 1;
const ANSWER_MS_MAX: DurationMs = 3 * SECOND_MS;
/** Every hour begins a session, or at least tells that it was missed; what is older was not written by a clock that runs. */
const JOURNAL_AGE_MS_MAX: DurationMs = 75 * MINUTE_MS;
/** A file from farther ahead was written before this machine's clock went back. */
const JOURNAL_AHEAD_MS_MAX: DurationMs = MINUTE_MS;

export interface Health {
  readonly healthy: boolean;
  readonly process: LeaseState;
  /** How long ago the journal last grew; null where there is none. */
  readonly journalAgeMs: DurationMs | null;
  readonly text: string;
}

/** Whether a Steward is alive on a data folder: its process answers, and its journal grows with the clock. */
export async function healthCommand(options: { readonly dataDir: string; readonly json?: boolean }): Promise<void> {
  const health = await readHealth(options.dataDir);
  if (!health.healthy) process.exitCode = EXIT_FAULT;
  if (options.json === true) printJson(health);
  else printLine(health.text);
}

export async function readHealth(dataDir: string): Promise<Health> {
  const clock = new SystemClock({
    onTimerFault: (error) => {
      throw error;
    },
  });
  const holder = await probeLease(dataDir, { clock, answerMsMax: ANSWER_MS_MAX });
  const grownAt = await newestGrowth(join(dataDir, JOURNAL_FOLDER));
  return judgeHealth({ process: holder, journalAgeMs: grownAt === null ? null : clock.now() - grownAt });
}

export function judgeHealth(found: Pick<Health, 'process' | 'journalAgeMs'>): Health {
  const trouble = troubleOf(found);
  return { healthy: trouble === null, ...found, text: trouble ?? 'Alive: the process answers and the journal grows.' };
}

function troubleOf({ process: holder, journalAgeMs }: Pick<Health, 'process' | 'journalAgeMs'>): string | null {
  if (holder === 'free') return 'No Steward is at work on the data folder.';
  if (holder === 'silent') return 'The Steward that holds the data folder does not answer.';
  if (journalAgeMs === null) return 'There is no journal.';
  if (journalAgeMs > JOURNAL_AGE_MS_MAX)
    return `The journal has not grown for ${durationText(journalAgeMs)}; every hour should add to it.`;
  if (journalAgeMs < -JOURNAL_AHEAD_MS_MAX) return `The clock is ${durationText(-journalAgeMs)} behind the journal.`;
  return null;
}

/** When the newest file of the journal was last written to; null where there is none. */
async function newestGrowth(folder: string): Promise<EpochMs | null> {
  const names = await readdir(folder).catch(() => []);
  const newest = segmentsAmong(names).at(-1);
  return newest === undefined ? null : (await stat(join(folder, newest.name))).mtimeMs;
}
