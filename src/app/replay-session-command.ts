import { join } from 'node:path';
import { FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { NO_BLOBS, parseTape, readTape } from '../adapters/tape/read-tape.ts';
import { readIfThere } from '../adapters/tape/tape-folder.ts';
import { findReads } from '../adapters/tape/taped-reads.ts';
import type { Prompts } from '../agent/prompts.ts';
import { Fault } from '../domain/fault.ts';
import type { Tape } from '../ports/tape.ts';
import { compareSession, type SessionComparison, type SessionMaterial } from './compare-session.ts';
import { BLOB_FOLDER, JOURNAL_FOLDER, TAPE_FOLDER } from './folders.ts';
import { loadPrompts } from './load-prompts.ts';
import { printJson, printLine } from './print.ts';
import { readRecordedSession } from './recorded-session.ts';
import { comparisonText } from './session-comparison-text.ts';
import { UsageError } from './usage-error.ts';

const EXIT_DIFFERENT = 1;

export interface ReplaySessionOptions {
  readonly dataDir: string;
  /** A tape that was exported; the journal is still that of the data folder. */
  readonly tape?: string;
  readonly json?: boolean;
}

/**
 * Runs a recorded session again through the same code, without a network and at no cost, and compares every entry with the journal's.
 * It only reads, so it works while the bot runs. Exit code 1 when something differs, 2 when it cannot be run again.
 */
export async function replaySessionCommand(sessionId: string, options: ReplaySessionOptions): Promise<void> {
  const comparison = await replayRecordedSession(sessionId, options);
  if (comparison.differences.length > 0) process.exitCode = EXIT_DIFFERENT;
  if (options.json === true) printJson(comparison);
  else printLine(comparisonText(comparison));
}

/**
 * @param options.prompts  The words for the models; those of the installation when they are left out.
 * @throws UsageError when the session cannot be run again, with the reason.
 */
export async function replayRecordedSession(
  sessionId: string,
  options: ReplaySessionOptions & { readonly prompts?: Prompts },
): Promise<SessionComparison> {
  const recorded = await readRecordedSession(join(options.dataDir, JOURNAL_FOLDER), sessionId);
  const material = await readMaterial(sessionId, options);
  return compareSession({ sessionId, recorded, ...material, prompts: options.prompts ?? (await loadPrompts()) });
}

async function readMaterial(sessionId: string, options: ReplaySessionOptions): Promise<Pick<SessionMaterial, 'tape' | 'reads'>> {
  const blobs = new FileBlobStore(join(options.dataDir, BLOB_FOLDER));
  try {
    const tape = await findTape(sessionId, options, blobs);
    if (tape.reads === null)
      throw new UsageError(
        `The tape of ${sessionId} holds calls of models alone: what the session read besides was not recorded, so that it cannot be run again.`,
      );
    return { tape, reads: await findReads(tape, tape.reads, options.tape === undefined ? blobs : NO_BLOBS) };
  } catch (error) {
    if (error instanceof Fault) throw new UsageError(`The session ${sessionId} cannot be run again: ${error.message}.`);
    throw error;
  }
}

async function findTape(sessionId: string, options: ReplaySessionOptions, blobs: FileBlobStore): Promise<Tape> {
  if (options.tape !== undefined) {
    const content = await readIfThere(options.tape);
    if (content === null) throw new UsageError(`There is no file ${options.tape}.`);
    return parseTape(content, { sessionId, blobs: NO_BLOBS });
  }
  const tape = await readTape({ folder: join(options.dataDir, TAPE_FOLDER), sessionId, blobs });
  if (tape !== null) return tape;
  throw new UsageError(
    `There is no tape of ${sessionId}; sessions are recorded in paper and live trading, and "steward tape list" lists what there is.`,
  );
}
