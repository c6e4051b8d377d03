import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';

const FILE_NAME = 'lease.json';

/**
 * The newest epoch that held the data folder, 0 when none is noted. It goes into order ids and may never go back, hence
 * @throws Fault `bad-payload` when the file is there but holds no epoch.
 */
export async function readEpoch(folder: string): Promise<number> {
  const path = join(folder, FILE_NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
  const epoch = /^\s*\{\s*"epoch"\s*:\s*(\d{1,15})\s*\}\s*$/.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch);
  throw new Fault(
    'bad-payload',
    `${path} is damaged; write {"epoch":N} into it, with N no lower than any epoch that the journal names`,
  );
}

/** Durable when it resolves. */
export async function writeEpoch(folder: string, epoch: number): Promise<void> {
  const path = join(folder, FILE_NAME);
  const temporaryPath = `${path}.tmp`;
  const handle = await open(temporaryPath, 'w');
  try {
    await handle.writeFile(`{"epoch":${epoch}}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporaryPath, path);
  await syncFolder(folder);
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
