import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Creates the folder and those missing above it, so that they survive a power loss; one that exists is left alone. */
export async function createFolderDurably(folder: string): Promise<void> {
  const firstCreated = await mkdir(folder, { recursive: true });
  if (firstCreated === undefined) return;
  const highest = dirname(resolve(firstCreated));
  for (let parent = dirname(resolve(folder)); parent !== highest; parent = dirname(parent)) await syncPath(parent);
  await syncPath(highest);
}

/** Flushes a file's content, or a folder's names, to the disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
