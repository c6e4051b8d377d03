import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';

export interface ListedTape {
  readonly sessionId: string;
  /** Of its file; what it keeps as blobs is shared with others. */
  readonly bytes: number;
}

/** The sessions that have a tape, oldest first. */
export async function listTapes(folder: string): Promise<readonly ListedTape[]> {
  const names = (await namesIn(folder)).filter((name) => /^\d{8}T\d{2}(-\d+)?\.jsonl$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({ sessionId: name.slice(0, name.indexOf('.')), bytes: (await stat(join(folder, name))).size })),
  );
}

/** @returns null when there is no tape of the session. */
export function readTapeFile(folder: string, sessionId: string): Promise<string | null> {
  return readIfThere(join(folder, tapeFileName(sessionId)));
}

/** @returns null when there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new Fault('storage', `cannot read the tape ${path}`, { cause });
  }
}

export function tapeFileName(sessionId: string): string {
  return `${sessionId}.jsonl`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new Fault('storage', `cannot read the tapes in ${folder}`, { cause });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
