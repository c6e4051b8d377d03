import { Fault } from '../../domain/fault.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { checkJournal } from './check-journal.ts';
import { damageFault } from './damage.ts';
import { nodeJournalFiles } from './journal-files.ts';
import { readEntries } from './read-entries.ts';
import { isMissing, storageFault } from './storage-fault.ts';

/**
 * Every sound entry of the journal in `folder`, oldest first, without changing a byte: it may belong to a running process, whose unfinished
 * append at the end is left out.
 *
 * @throws Fault `no-data` when there is no journal, `journal-damaged` naming file and line, `storage` when it cannot be read.
 */
export async function* readJournal(folder: string): AsyncGenerator<JournalEntry> {
  const check = await checkReadable(folder);
  if (check.tag === 'damaged') throw damageFault(folder, check);
  if (check.end.entries === 0) throw new Fault('no-data', `the journal in ${folder} is empty`);
  yield* readEntries({ folder, files: nodeJournalFiles, fromSequence: 1, upToSequence: check.end.entries });
}

async function checkReadable(folder: string) {
  try {
    return await checkJournal(folder, nodeJournalFiles);
  } catch (error) {
    if (isMissing(error)) throw new Fault('no-data', `there is no journal in ${folder}`, { cause: error });
    throw storageFault(`cannot read the journal in ${folder}`, error);
  }
}
