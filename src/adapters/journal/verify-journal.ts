import { Fault } from '../../domain/fault.ts';
import { checkJournal } from './check-journal.ts';
import type { Damage } from './damage.ts';
import { type JournalFiles, nodeJournalFiles } from './journal-files.ts';
import { isMissing, storageFault } from './storage-fault.ts';

export type JournalVerification =
  | { readonly tag: 'sound'; readonly entries: number; readonly lastHash: string }
  /** Sound up to `entries`; the `bytes` from this line on are an append that never finished and go at the next start. */
  | {
      readonly tag: 'torn';
      readonly entries: number;
      readonly lastHash: string;
      readonly file: string;
      readonly line: number;
      readonly bytes: number;
    }
  | ({ readonly tag: 'damaged' } & Damage);

/**
 * Follows the journal's hash chain without changing a byte. Entries cut off cleanly at the end leave no trace in the chain: compare
 * `entries` and `lastHash` with what was noted elsewhere.
 *
 * @throws Fault `no-data` when there is no such folder, `storage` when it cannot be read.
 */
export async function verifyJournal(folder: string, files: JournalFiles = nodeJournalFiles): Promise<JournalVerification> {
  try {
    const check = await checkJournal(folder, files);
    if (check.tag === 'damaged') return check;
    const { entries, lastHash } = check.end;
    if (check.tag === 'sound') return { tag: 'sound', entries, lastHash };
    return { tag: 'torn', entries, lastHash, file: check.file, line: check.line, bytes: check.bytes };
  } catch (error) {
    if (isMissing(error)) throw new Fault('no-data', `there is no journal in ${folder}`, { cause: error });
    throw storageFault(`cannot read the journal in ${folder}`, error);
  }
}
