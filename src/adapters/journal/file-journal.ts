import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { invariant } from '../../domain/invariant.ts';
import { JOURNAL_VERSION, type JournalEntry } from '../../domain/journal-entry.ts';
import type { Journal, JournalAppend, NewEntry } from '../../ports/journal.ts';
import { BufferedWriter } from './buffered-writer.ts';
import { checkJournal, type JournalEnd } from './check-journal.ts';
import { damageFault } from './damage.ts';
import { rejectedPromise } from './deferred.ts';
import type { EntryWriter } from './entry-writer.ts';
import { type JournalFiles, nodeJournalFiles } from './journal-files.ts';
import { encodeLine } from './journal-line.ts';
import { readEntries } from './read-entries.ts';
import { SegmentWriter } from './segment-writer.ts';
import { withStorageFault } from './storage-fault.ts';
import { SyncedWriter } from './synced-writer.ts';

export interface FileJournalOptions {
  readonly folder: string;
  /** `fsync`: an append resolves when the disk has it. `buffered`: it resolves at once and nothing survives a crash for sure. */
  readonly durability: 'fsync' | 'buffered';
  readonly files?: JournalFiles;
  readonly segmentBytesMax?: number;
}

const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Opens the journal in `folder`, which is created where it is missing, and follows its hash chain from the first entry to the last.
 * An append that was never finished is cut off the end.
 *
 * @throws Fault `journal-damaged` naming file and line for any other fault in the files; `storage` when they cannot be read or written.
 */
export function openFileJournal(options: FileJournalOptions): Promise<Journal> {
  const { folder, durability, files = nodeJournalFiles, segmentBytesMax = SEGMENT_BYTES_MAX } = options;
  return withStorageFault(`cannot open the journal in ${folder}`, async () => {
    await files.createFolder(folder);
    const check = await checkJournal(folder, files);
    if (check.tag === 'damaged') throw damageFault(folder, check);
    if (check.tag === 'torn') await files.truncate(join(folder, check.file), check.end.segment?.sizeBytes ?? 0);

    const segments = new SegmentWriter({ folder, files, segmentBytesMax, last: check.end.segment });
    if (durability === 'fsync') await segments.sync();
    const Writer = durability === 'fsync' ? SyncedWriter : BufferedWriter;
    return new FileJournal({
      folder,
      files,
      segments,
      writer: new Writer(segments, check.end.entries),
      end: check.end,
      repairedBytes: check.tag === 'torn' ? check.bytes : 0,
    });
  });
}

interface FileJournalParts {
  readonly folder: string;
  readonly files: JournalFiles;
  readonly segments: SegmentWriter;
  readonly writer: EntryWriter;
  readonly end: JournalEnd;
  readonly repairedBytes: number;
}

class FileJournal implements Journal {
  readonly repairedBytes: number;
  private readonly parts: FileJournalParts;
  private sequence: number;
  private lastHash: string;
  private closing: Promise<void> | null = null;

  constructor(parts: FileJournalParts) {
    this.parts = parts;
    this.repairedBytes = parts.repairedBytes;
    this.sequence = parts.end.entries;
    this.lastHash = parts.end.lastHash;
  }

  get lastSequence(): number {
    return this.sequence;
  }

  append(added: readonly NewEntry[]): JournalAppend {
    const entries: JournalEntry[] = [];
    const firstSequence = this.sequence + 1;
    let text = '';
    let previousHash = this.lastHash;
    for (const [index, { at, bookId, sessionId, fact }] of added.entries()) {
      invariant(Number.isSafeInteger(at), `an entry's time must be whole milliseconds, got ${at}`);
      const entry = { version: JOURNAL_VERSION, sequence: firstSequence + index, at, bookId, sessionId, fact };
      const line = encodeLine(entry, { previousHash, more: added.length - 1 - index });
      entries.push(entry);
      text += line.text;
      previousHash = line.hash;
    }
    this.sequence += entries.length;
    this.lastHash = previousHash;
    if (this.closing !== null) return { entries, durable: rejectedPromise(new Fault('storage', 'the journal is closed')) };
    return { entries, durable: this.parts.writer.add({ text, firstSequence, lastSequence: this.sequence }) };
  }

  async *read(fromSequence = 1): AsyncGenerator<JournalEntry> {
    const { folder, files, writer } = this.parts;
    yield* readEntries({ folder, files, fromSequence, upToSequence: writer.readableSequence() });
  }

  rewrite(): Promise<boolean> {
    return this.closing === null ? this.parts.writer.rewrite() : Promise.resolve(false);
  }

  close(): Promise<void> {
    this.closing ??= this.flushAndRelease();
    return this.closing;
  }

  private async flushAndRelease(): Promise<void> {
    try {
      await this.parts.writer.flush();
    } finally {
      this.parts.segments.close();
    }
  }
}
