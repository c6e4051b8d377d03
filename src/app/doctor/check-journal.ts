import { join } from 'node:path';
import { verifyJournal } from '../../adapters/journal/verify-journal.ts';
import { Fault } from '../../domain/fault.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { JOURNAL_FOLDER } from '../folders.ts';
import { readUntil } from './read-until.ts';

const NAME = 'journal';

/** Whether the journal's hash chain is whole. A journal that is too long for the time that there is, is left to `steward verify`. */
export async function checkJournalFolder(dataDir: string, signal: AbortSignal): Promise<DoctorCheck> {
  try {
    const verification = await verifyJournal(join(dataDir, JOURNAL_FOLDER), readUntil(signal));
    if (verification.tag === 'damaged') {
      const { file, line, why } = verification;
      const fix = `restore ${join(dataDir, JOURNAL_FOLDER, file)} from a copy; nothing starts on a damaged journal`;
      return { name: NAME, state: 'problem', text: `damaged in ${file} line ${line}: ${why}`, fix };
    }
    const sound = `sound: ${verification.entries} entries`;
    if (verification.tag === 'sound') return { name: NAME, state: 'ok', text: sound, fix: null };
    const text = `${sound}, then ${verification.bytes} bytes of an append that is not finished`;
    const fix = 'nothing needs to be done: a Steward at work finishes it, or the next start cuts it off and says so';
    return { name: NAME, state: 'warning', text, fix };
  } catch (error) {
    if (signal.aborted)
      return { name: NAME, state: 'skipped', text: 'too long to be checked in time', fix: 'run steward verify' };
    if (!(error instanceof Fault)) throw error;
    if (error.code === 'no-data') return { name: NAME, state: 'skipped', text: 'none yet; the first start begins it', fix: null };
    return { name: NAME, state: 'problem', text: error.message, fix: 'give this user the right to read the data folder' };
  }
}
