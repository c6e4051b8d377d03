import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import { createFolderDurably, syncPath } from './durable-folder.ts';
import { isMissing, withStorageFault } from './storage-fault.ts';

/** Blobs as files `<first 2 of the hash>/<hash>`, each written beside its place, synced and renamed into it. */
export class FileBlobStore implements BlobStore {
  private readonly folder: string;
  /** Blobs that this process has stored or is storing. */
  private readonly stored = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.folder = folder;
  }

  async put(content: string): Promise<string> {
    const bytes = Buffer.from(content);
    const hash = hashOf(bytes);
    let storing = this.stored.get(hash);
    if (storing === undefined) {
      storing = withStorageFault(`cannot store blob ${hash}`, () => store(this.pathOf(hash), bytes));
      this.stored.set(hash, storing);
    }
    try {
      await storing;
    } catch (error) {
      this.stored.delete(hash);
      throw error;
    }
    return hash;
  }

  async get(hash: string): Promise<string | null> {
    if (!/^[0-9a-f]{64}$/.test(hash)) return null;
    const bytes = await withStorageFault(`cannot read blob ${hash}`, () => readIfThere(this.pathOf(hash)));
    if (bytes === null) return null;
    if (hashOf(bytes) !== hash) throw new Fault('bad-payload', `blob ${hash} is damaged: its content does not match its name`);
    return bytes.toString('utf8');
  }

  private pathOf(hash: string): string {
    return blobPath(this.folder, hash);
  }
}

/** Where a blob of this name lies. */
export function blobPath(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash);
}

async function store(path: string, bytes: Buffer): Promise<void> {
  const existing = await readIfThere(path);
  if (existing?.equals(bytes)) await syncPath(path);
  else await writeInPlace(path, bytes);
  // An earlier process may have died between its rename and this.
  await syncPath(dirname(path));
}

async function writeInPlace(path: string, bytes: Buffer): Promise<void> {
  await createFolderDurably(dirname(path));
  const temporaryPath = `${path}.tmp`;
  const handle = await open(temporaryPath, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporaryPath, path);
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
