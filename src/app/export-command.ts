import { join } from 'node:path';
import { readJournal } from '../adapters/journal/read-journal.ts';
import { CsvFiles } from './csv-files.ts';
import { CSV_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

/** Writes the CSV files anew from the journal, which may belong to a running process. */
export async function exportCommand(options: {
  readonly dataDir: string;
  readonly out?: string;
  readonly json?: boolean;
}): Promise<void> {
  const entries = readJournal(join(options.dataDir, JOURNAL_FOLDER));
  const first = await entries.next();
  const files = await CsvFiles.open(options.out ?? join(options.dataDir, CSV_FOLDER));
  if (first.done !== true) files.apply(first.value);
  for await (const entry of entries) files.apply(entry);
  const paths = await files.close();
  if (options.json === true) printJson({ files: paths });
  else printLine(paths.map((path) => `Wrote ${path}`).join('\n'));
}
