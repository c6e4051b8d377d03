import { closeSync, createReadStream, fdatasync, openSync, write, writeSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createFolderDurably, syncPath } from './durable-folder.ts';

/** What the journal asks of a file system; tests put one in its place that fails, or that loses power. */
export interface JournalFiles {
  /** Creates the folder and those above it, durably; one that exists is left alone. */
  createFolder(folder: string): Promise<void>;
  /** Names of what is in the folder, in no order. */
  list(folder: string): Promise<readonly string[]>;
  /** The file's bytes in chunks. */
  read(path: string): AsyncIterable<Buffer>;
  /** Cuts the file off durably after `sizeBytes`. */
  truncate(path: string, sizeBytes: number): Promise<void>;
  /** Makes the names of new files in the folder durable. */
  syncFolder(folder: string): Promise<void>;
  /** Opens a file to write at its end, creating it where it is missing. */
  openForAppend(path: string): JournalFile;
}

/** Either way of writing writes all bytes or throws; what was written before the throw is unknown. */
export interface JournalFile {
  write(bytes: Buffer): Promise<void>;
  writeNow(bytes: Buffer): void;
  /** Makes everything written so far durable. */
  sync(): Promise<void>;
  close(): void;
}

const READ_CHUNK_BYTES = 256 * 1024;
const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);

export const nodeJournalFiles: JournalFiles = {
  createFolder: createFolderDurably,
  list: (folder) => readdir(folder),
  read: (path) => createReadStream(path, { highWaterMark: READ_CHUNK_BYTES }),
  async truncate(path, sizeBytes) {
    const handle = await open(path, 'r+');
    try {
      await handle.truncate(sizeBytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  syncFolder: syncPath,
  openForAppend: (path) => new NodeJournalFile(openSync(path, 'a')),
};

class NodeJournalFile implements JournalFile {
  private readonly descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  // A disk that is nearly full may take a part of the bytes; the rest then fails with the reason.
  async write(bytes: Buffer): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) offset += (await writeAsync(this.descriptor, bytes, offset)).bytesWritten;
  }

  writeNow(bytes: Buffer): void {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(this.descriptor, bytes, offset);
  }

  sync(): Promise<void> {
    return syncAsync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
