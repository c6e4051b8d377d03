import { join } from 'node:path';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { damageFault } from './damage.ts';
import type { JournalFiles } from './journal-files.ts';
import { decodeLine } from './journal-line.ts';
import { LineCutter } from './line-cutter.ts';
import { type Segment, segmentsAmong } from './segment-name.ts';

export interface EntryRange {
  readonly folder: string;
  readonly files: JournalFiles;
  readonly fromSequence: number;
  readonly upToSequence: number;
}

/**
 * The entries of a journal whose chain was found sound, read in chunks.
 * @throws Fault `journal-damaged` when a file has been changed or cut since.
 */
export async function* readEntries({ folder, files, fromSequence, upToSequence }: EntryRange): AsyncGenerator<JournalEntry> {
  if (fromSequence > upToSequence) return;
  const segments = segmentsAmong(await files.list(folder));
  const firstIndex = Math.max(
    0,
    segments.findLastIndex((segment) => segment.firstSequence <= fromSequence),
  );
  for (const segment of segments.slice(firstIndex)) {
    const cutter = new LineCutter();
    let sequence = segment.firstSequence - 1;
    for await (const chunk of files.read(join(folder, segment.name))) {
      for (const line of cutter.cut(chunk)) {
        sequence += 1;
        if (sequence < fromSequence) continue;
        yield decodeEntry({ folder, segment, sequence, line });
        if (sequence === upToSequence) return;
      }
    }
  }
  const last = segments.at(-1)?.name ?? '00000001.jsonl';
  throw damageFault(folder, { file: last, line: 1, why: `entry ${upToSequence} is no longer there` });
}

interface EntryLine {
  readonly folder: string;
  readonly segment: Segment;
  readonly sequence: number;
  readonly line: Buffer;
}

function decodeEntry({ folder, segment, sequence, line }: EntryLine): JournalEntry {
  const place = { file: segment.name, line: sequence - segment.firstSequence + 1 };
  let entry: JournalEntry;
  try {
    entry = decodeLine(line);
  } catch {
    // The parser's message would repeat the line's content.
    throw damageFault(folder, { ...place, why: 'it is no longer valid JSON' });
  }
  if (entry.sequence !== sequence) throw damageFault(folder, { ...place, why: `it no longer holds entry ${sequence}` });
  return entry;
}
