import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isLeaseHeld } from '../../adapters/system/socket-lease.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';

const MEGABYTE = 1024 * 1024;
/** Below this the next journal file and its snapshot may not fit. */
const SPACE_BYTES_MIN = 100 * MEGABYTE;
const SPACE_BYTES_LOW = 1024 * MEGABYTE;

/** Whether the data folder can be used, whether its disk has room, and whether a Steward is at work on it. Nothing is written. */
export async function checkDataFolder(folder: string): Promise<readonly DoctorCheck[]> {
  const place = await nearestExisting(resolve(folder));
  const isThere = place === resolve(folder);
  const usable = await usableCheck({ folder, place, isThere });
  return [usable, await spaceCheck(place), ...(isThere ? [await processCheck(folder)] : [])];
}

async function usableCheck(parts: {
  readonly folder: string;
  readonly place: string;
  readonly isThere: boolean;
}): Promise<DoctorCheck> {
  const { folder, place, isThere } = parts;
  const name = 'data folder';
  if (!(await stat(place)).isDirectory())
    return {
      name,
      state: 'problem',
      text: `${place} is no folder`,
      fix: 'move that file away, or name a folder with --data-dir',
    };
  try {
    await access(place, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const fix = `give this user the right to write there (chown, or chmod u+rwx ${place}), or name another folder with --data-dir`;
    return { name, state: 'problem', text: `${place} cannot be written to${why}`, fix };
  }
  return {
    name,
    state: 'ok',
    text: isThere ? `${folder} can be written to` : `${folder} is not there yet; the first start makes it`,
    fix: null,
  };
}

async function spaceCheck(place: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(place);
  const freeBytes = bavail * bsize;
  const state = freeBytes < SPACE_BYTES_MIN ? 'problem' : freeBytes < SPACE_BYTES_LOW ? 'warning' : 'ok';
  const fix = state === 'ok' ? null : 'free some space: without room nothing can be journaled, and trading stops';
  return { name: 'disk space', state, text: `${Math.floor(freeBytes / MEGABYTE).toLocaleString('en-US')} MB are free`, fix };
}

async function processCheck(folder: string): Promise<DoctorCheck> {
  const text = (await isLeaseHeld(folder))
    ? 'a Steward is at work on the data folder'
    : 'no Steward is at work on the data folder';
  return { name: 'process', state: 'ok', text, fix: null };
}

async function nearestExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path));
}
