import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { blobPath, FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { readJournal } from '../adapters/journal/read-journal.ts';
import { acquireLease } from '../adapters/system/socket-lease.ts';
import { type PruningPlan, planPruning } from '../adapters/tape/plan-pruning.ts';
import { tapeFileName } from '../adapters/tape/tape-folder.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { BLOB_FOLDER, JOURNAL_FOLDER, TAPE_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

export interface TapePruneOptions {
  readonly dataDir: string;
  readonly keepDays: number;
  /** Only with it anything is deleted. */
  readonly delete?: boolean;
  readonly json?: boolean;
}

/**
 * Says which tapes are older than so many days, and deletes them, with the blobs that nothing else rests on, when it is told to. Deleting
 * needs the data folder for itself: a running bot remembers which blobs it has stored, and would not store one again.
 */
export async function tapePruneCommand(options: TapePruneOptions): Promise<void> {
  const pruned = await prunedTapes(options, Date.now());
  if (options.json === true) return printJson(pruned);
  const { sessions, blobs, bytes, isDone } = pruned;
  if (sessions.length === 0) return printLine(`No tape is older than ${options.keepDays} days.`);
  const what = `${sessions.length} tapes (${sessions[0]} to ${sessions.at(-1)}) and ${blobs.length} blobs, ${bytes} bytes`;
  if (isDone) printLine(`Deleted ${what}.`);
  else printLine(`${what} can go. Nothing was deleted; add --delete to do it.`);
}

export interface PrunedTapes extends PruningPlan {
  readonly bytes: number;
  readonly isDone: boolean;
}

/** @throws Fault `already-running` when something is to be deleted while the bot runs on the folder. */
export async function prunedTapes(options: TapePruneOptions, now: EpochMs): Promise<PrunedTapes> {
  if (options.delete !== true) return prune(options, now);
  const lease = await acquireLease(options.dataDir);
  try {
    return await prune(options, now);
  } finally {
    await lease.release();
  }
}

async function prune({ dataDir, keepDays, delete: isToDelete = false }: TapePruneOptions, now: EpochMs): Promise<PrunedTapes> {
  const folder = join(dataDir, TAPE_FOLDER);
  const blobFolder = join(dataDir, BLOB_FOLDER);
  const named = await namesInJournal(join(dataDir, JOURNAL_FOLDER));
  const plan = await planPruning({
    folder,
    blobs: new FileBlobStore(blobFolder),
    before: now - keepDays * DAY_MS,
    inJournal: (name) => named.has(name),
  });
  // A tape goes before what it rests on, so that an end in between leaves no tape that is not whole.
  const paths = [
    ...plan.sessions.map((sessionId) => join(folder, tapeFileName(sessionId))),
    ...plan.blobs.map((name) => blobPath(blobFolder, name)),
  ];
  let bytes = 0;
  for (const path of paths) {
    bytes += await sizeOf(path);
    if (isToDelete) await rm(path, { force: true });
  }
  return { ...plan, bytes, isDone: isToDelete };
}

/** Everything in the journal that could name a blob. */
async function namesInJournal(journalFolder: string): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for await (const { fact } of readJournal(journalFolder)) {
    for (const [name] of JSON.stringify(fact).matchAll(/[0-9a-f]{64}/g)) named.add(name);
  }
  return named;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
