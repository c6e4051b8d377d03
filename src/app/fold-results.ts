import { readJournal } from '../adapters/journal/read-journal.ts';
import { verifyJournal } from '../adapters/journal/verify-journal.ts';
import { Fault } from '../domain/fault.ts';
import type { EpochMs } from '../domain/time.ts';
import { ReplaySummaryFold } from '../replay/replay-summary.ts';
import type { RunSummary } from '../report/run-summary-text.ts';
import { CsvFiles } from './csv-files.ts';

/** Makes the CSV files and the summary of a finished run from its journal, which is checked on the way. */
export async function foldResults(run: {
  readonly journalFolder: string;
  readonly csvFolder: string;
  readonly period: { readonly from: EpochMs; readonly to: EpochMs };
}): Promise<RunSummary> {
  const verification = await verifyJournal(run.journalFolder);
  if (verification.tag !== 'sound') throw new Fault('journal-damaged', `the journal in ${run.journalFolder} is not sound`);
  const csv = await CsvFiles.open(run.csvFolder);
  const summary = new ReplaySummaryFold();
  for await (const entry of readJournal(run.journalFolder)) {
    csv.apply(entry);
    summary.apply(entry);
  }
  await csv.close();
  return summary.summary(run.period, verification.lastHash);
}
