import { join } from 'node:path';
import type { JournalFile, JournalFiles } from './journal-files.ts';
import { segmentOf } from './segment-name.ts';

export interface SegmentWriterOptions {
  readonly folder: string;
  readonly files: JournalFiles;
  /** A segment that has reached this size is followed by a new one. */
  readonly segmentBytesMax: number;
  /** Where the journal ends; null when it has no file yet. */
  readonly last: { readonly name: string; readonly sizeBytes: number } | null;
}

/** Writes lines at the end of the newest segment and begins a new one when that is full. Lines of one call never span two segments. */
export class SegmentWriter {
  private readonly options: SegmentWriterOptions;
  private file: JournalFile | null = null;
  private sizeBytes = 0;
  private name: string | null = null;

  constructor(options: SegmentWriterOptions) {
    this.options = options;
    if (options.last === null) return;
    this.file = options.files.openForAppend(join(options.folder, options.last.name));
    this.sizeBytes = options.last.sizeBytes;
    this.name = options.last.name;
  }

  /** Durable when it resolves. */
  async write(lines: Buffer, firstSequence: number): Promise<void> {
    const full = this.isFull();
    const file = this.fileFor(firstSequence);
    await file.write(lines);
    await file.sync();
    if (full) await this.options.files.syncFolder(this.options.folder);
    this.sizeBytes += lines.length;
  }

  /** Writes after a write that failed: what of that is in the file is cut off before. Durable when it resolves. */
  async rewrite(lines: Buffer, firstSequence: number): Promise<void> {
    this.close();
    if (this.name !== null) {
      const path = join(this.options.folder, this.name);
      await this.options.files.truncate(path, this.sizeBytes);
      this.file = this.options.files.openForAppend(path);
    }
    await this.write(lines, firstSequence);
    await this.options.files.syncFolder(this.options.folder);
  }

  /** Handed to the operating system when it returns. */
  writeNow(lines: Buffer, firstSequence: number): void {
    this.fileFor(firstSequence).writeNow(lines);
    this.sizeBytes += lines.length;
  }

  /** Makes what an earlier process wrote durable: it may have died between its write and its sync. */
  async sync(): Promise<void> {
    await this.file?.sync();
    await this.options.files.syncFolder(this.options.folder);
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }

  private isFull(): boolean {
    return this.file === null || this.sizeBytes >= this.options.segmentBytesMax;
  }

  private fileFor(firstSequence: number): JournalFile {
    if (this.file !== null && !this.isFull()) return this.file;
    this.close();
    const { name } = segmentOf(firstSequence);
    this.file = this.options.files.openForAppend(join(this.options.folder, name));
    this.sizeBytes = 0;
    this.name = name;
    return this.file;
  }
}
