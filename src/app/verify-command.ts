import { join } from 'node:path';
import { type JournalVerification, verifyJournal } from '../adapters/journal/verify-journal.ts';
import { unreachable } from '../domain/invariant.ts';
import { JOURNAL_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

const EXIT_FAULT = 1;

/** Checks the hash chain of a journal and says what it found; exit code 1 when an entry was changed, removed or added. */
export async function verifyCommand(options: { readonly dataDir: string; readonly json?: boolean }): Promise<void> {
  const folder = join(options.dataDir, JOURNAL_FOLDER);
  const verification = await verifyJournal(folder);
  if (verification.tag === 'damaged') process.exitCode = EXIT_FAULT;
  if (options.json === true) printJson(verification);
  else printLine(describe(verification));
}

function describe(verification: JournalVerification): string {
  switch (verification.tag) {
    case 'sound':
      return `The journal is sound: ${verification.entries} entries, head ${verification.lastHash}.`;
    case 'torn':
      return `The journal is sound up to entry ${verification.entries}, head ${verification.lastHash}. ${verification.bytes} bytes of an unfinished append follow in ${verification.file} line ${verification.line}; the next start cuts them off.`;
    case 'damaged':
      return `The journal is damaged in ${verification.file} line ${verification.line}: ${verification.why}. Nothing was changed; restore the file from a copy.`;
    default:
      return unreachable(verification);
  }
}
