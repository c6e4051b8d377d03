import { join } from 'node:path';
import type { Damage } from './damage.ts';
import type { JournalFiles } from './journal-files.ts';
import { checkLine, GENESIS_HASH } from './journal-line.ts';
import { LineCutter } from './line-cutter.ts';
import { type Segment, segmentsAmong } from './segment-name.ts';

/** Where the sound part of a journal ends: after the last append that is there as a whole. */
export interface JournalEnd {
  readonly entries: number;
  readonly lastHash: string;
  /** The segment in which it ends and the length of its sound part; null for a journal without a file. */
  readonly segment: { readonly name: string; readonly sizeBytes: number } | null;
}

export type JournalCheck =
  | { readonly tag: 'sound'; readonly end: JournalEnd }
  /** The last append is there in part: it was never said to be durable. `line` is the first that does not count. */
  | { readonly tag: 'torn'; readonly end: JournalEnd; readonly file: string; readonly line: number; readonly bytes: number }
  | ({ readonly tag: 'damaged' } & Damage);

/** Follows the hash chain through every segment, reading in chunks and changing nothing. */
export async function checkJournal(folder: string, files: JournalFiles): Promise<JournalCheck> {
  const segments = segmentsAmong(await files.list(folder));
  let check: JournalCheck = { tag: 'sound', end: { entries: 0, lastHash: GENESIS_HASH, segment: null } };
  for (const segment of segments) {
    if (check.tag === 'damaged') return check;
    if (check.tag === 'torn') {
      return {
        tag: 'damaged',
        file: check.file,
        line: check.line,
        why: 'an append ends in its middle, yet another segment follows',
      };
    }
    const dueSequence = check.end.entries + 1;
    if (segment.firstSequence !== dueSequence) {
      const why = `the segment begins with entry ${segment.firstSequence} where entry ${dueSequence} is due: entries before it are missing`;
      return { tag: 'damaged', file: segment.name, line: 1, why };
    }
    check = await checkSegment({ path: join(folder, segment.name), segment, before: check.end, files });
  }
  return check;
}

interface SegmentToCheck {
  readonly path: string;
  readonly segment: Segment;
  readonly before: JournalEnd;
  readonly files: JournalFiles;
}

async function checkSegment({ path, segment, before, files }: SegmentToCheck): Promise<JournalCheck> {
  const cutter = new LineCutter();
  let { entries, lastHash } = before;
  let offset = 0;
  let end: JournalEnd = { entries, lastHash, segment: { name: segment.name, sizeBytes: 0 } };
  let sizeBytes = 0;
  for await (const chunk of files.read(path)) {
    sizeBytes += chunk.length;
    for (const line of cutter.cut(chunk)) {
      const checked = checkLine(line, { previousHash: lastHash, sequence: entries + 1 });
      if (checked.tag === 'bad') return { tag: 'damaged', file: segment.name, line: lineOf(segment, entries), why: checked.why };
      entries += 1;
      lastHash = checked.hash;
      offset += line.length + 1;
      if (checked.more === 0) end = { entries, lastHash, segment: { name: segment.name, sizeBytes: offset } };
    }
  }
  const bytes = sizeBytes - (end.segment?.sizeBytes ?? 0);
  return bytes === 0
    ? { tag: 'sound', end }
    : { tag: 'torn', end, file: segment.name, line: lineOf(segment, end.entries), bytes };
}

/** The line of the entry that comes after `entries`. */
function lineOf(segment: Segment, entries: number): number {
  return entries - segment.firstSequence + 2;
}
