import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCandleArchive } from '../../src/adapters/archive/load-candle-archive.ts';
import { loadArchiveFearGreed } from '../../src/adapters/fear-greed/archive-fear-greed.ts';
import { loadConfigurationOrFail } from '../../src/app/load-configuration.ts';
import { replayArchive } from '../../src/app/replay-archive.ts';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';

/** An entry as it was written; the hash chains it to all before it, so that equal lines mean equal journals up to there. */
export interface JournalLine {
  readonly text: string;
  readonly entry: JournalEntry;
}

/** Replays stored candles in this process, every confirmation approved. @returns the journal's lines. */
export async function replayInProcess(run: {
  readonly candles: string;
  readonly config: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}): Promise<readonly JournalLine[]> {
  const { configuration, hash } = await loadConfigurationOrFail(run.config);
  const journalFolder = join(artefactFolder('replay'), 'journal');
  await replayArchive({
    archive: await loadCandleArchive(run.candles, configuration.symbols),
    sentiment: await loadArchiveFearGreed(run.candles),
    configuration,
    configurationHash: hash,
    seed: 0,
    journalFolder,
    plan: { from: run.from, to: run.to, confirmations: 'always' },
  });
  return readJournalLines(journalFolder);
}

/** The lines of a journal of one file, as they stand there. */
export function readJournalLines(journalFolder: string): readonly JournalLine[] {
  const text = readFileSync(join(journalFolder, '00000001.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ({ text: line, entry: JSON.parse(line) as JournalEntry }));
}
