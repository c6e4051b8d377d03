import { slotOfSessionId } from '../../domain/journal-entry.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { TextHash } from '../../ports/tape.ts';
import { blobsOfTape } from './blobs-of-tape.ts';
import type { TextSource } from './read-tape.ts';
import { listTapes, readTapeFile } from './tape-folder.ts';

export interface PruningPlan {
  readonly sessions: readonly string[];
  /** Texts that nothing but these sessions rests on. */
  readonly blobs: readonly TextHash[];
}

/**
 * What can go of the sessions before an instant. A blob goes only when a tape that goes names it, and neither a tape that stays nor the
 * journal does: nothing that is merely unknown is ever touched.
 *
 * @param parts.inJournal  Whether the journal names a blob.
 * @throws Fault `bad-payload` for a tape that cannot be read, since nobody can tell what it rests on.
 */
export async function planPruning(parts: {
  readonly folder: string;
  readonly blobs: TextSource;
  readonly before: EpochMs;
  inJournal(name: TextHash): boolean;
}): Promise<PruningPlan> {
  const { folder, blobs, before, inJournal } = parts;
  const sessions: string[] = [];
  const candidates = new Set<TextHash>();
  const needed = new Set<TextHash>();
  for (const { sessionId } of await listTapes(folder)) {
    const isOld = slotOf(sessionId) < before;
    if (isOld) sessions.push(sessionId);
    const content = (await readTapeFile(folder, sessionId)) ?? '';
    for (const name of await blobsOfTape(content, { sessionId, blobs })) (isOld ? candidates : needed).add(name);
  }
  return { sessions, blobs: [...candidates].filter((name) => !needed.has(name) && !inJournal(name)) };
}

/** A further session of an hour has that hour's slot. */
function slotOf(sessionId: string): EpochMs {
  return slotOfSessionId(sessionId.slice(0, '20240101T13'.length)) ?? Number.POSITIVE_INFINITY;
}
