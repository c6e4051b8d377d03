import { basename, dirname } from 'node:path';
import type { JournalFile, JournalFiles } from '../../../src/adapters/journal/journal-files.ts';

interface StoredFile {
  bytes: Buffer;
  syncedBytes: number;
  /** False until the folder was synced after the file's creation. */
  nameSynced: boolean;
}

/** A disk that counts what is asked of it, fails when told to, and loses what was not synced when the power goes. */
export class SimulatedDisk implements JournalFiles {
  readonly files = new Map<string, StoredFile>();
  writes = 0;
  syncs = 0;
  chunksRead = 0;
  /** The operation (write, sync, folder sync, opening) that fails, counted from 1; all after it fail as well. */
  failsFrom = Number.POSITIVE_INFINITY;
  recoversAfterFailure = false;
  private operations = 0;

  breakNow(): void {
    this.failsFrom = this.operations + 1;
  }

  /** The operation of this number from now on fails, and all after it. */
  failAfter(operations: number): void {
    this.failsFrom = this.operations + operations;
  }

  repair(): void {
    this.failsFrom = Number.POSITIVE_INFINITY;
  }

  /** Of what was not synced, `keptBytes` per file happen to be on the disk all the same. */
  losePower(keptBytes = 0): void {
    for (const [path, file] of this.files) {
      if (!file.nameSynced && keptBytes === 0) this.files.delete(path);
      else file.bytes = file.bytes.subarray(0, Math.min(file.bytes.length, file.syncedBytes + keptBytes));
    }
  }

  store(path: string, bytes: Buffer): void {
    this.files.set(path, { bytes, syncedBytes: bytes.length, nameSynced: true });
  }

  bytesOf(path: string): Buffer {
    return this.fileAt(path).bytes;
  }

  async createFolder(): Promise<void> {}

  async list(folder: string): Promise<string[]> {
    return [...this.files.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path));
  }

  async *read(path: string): AsyncGenerator<Buffer> {
    const { bytes } = this.fileAt(path);
    for (let start = 0; start < bytes.length; start += 100) {
      this.chunksRead += 1;
      yield bytes.subarray(start, start + 100);
    }
  }

  async truncate(path: string, sizeBytes: number): Promise<void> {
    const file = this.fileAt(path);
    file.bytes = file.bytes.subarray(0, sizeBytes);
    file.syncedBytes = sizeBytes;
  }

  async syncFolder(folder: string): Promise<void> {
    this.operate('EIO');
    for (const [path, file] of this.files) if (dirname(path) === folder) file.nameSynced = true;
  }

  openForAppend(path: string): JournalFile {
    this.operate('EMFILE');
    if (!this.files.has(path)) this.files.set(path, { bytes: Buffer.alloc(0), syncedBytes: 0, nameSynced: false });
    return {
      write: async (bytes) => {
        await Promise.resolve();
        this.append(path, bytes);
      },
      writeNow: (bytes) => this.append(path, bytes),
      sync: async () => {
        this.operate('EIO');
        this.syncs += 1;
        const file = this.fileAt(path);
        file.syncedBytes = file.bytes.length;
      },
      close: () => undefined,
    };
  }

  private append(path: string, bytes: Buffer): void {
    const file = this.fileAt(path);
    try {
      this.operate('ENOSPC');
    } catch (error) {
      file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, bytes.length / 2)]);
      throw error;
    }
    this.writes += 1;
    file.bytes = Buffer.concat([file.bytes, bytes]);
  }

  private operate(code: string): void {
    this.operations += 1;
    if (this.operations < this.failsFrom) return;
    if (this.recoversAfterFailure) this.repair();
    throw new Error(`${code}: simulated`);
  }

  private fileAt(path: string): StoredFile {
    const file = this.files.get(path);
    if (file === undefined) throw new Error(`ENOENT: ${path}`);
    return file;
  }
}
