import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { probeLease } from '../../adapters/system/socket-lease.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';

const ANSWER_MS_MAX: DurationMs = 3 * SECOND_MS;
const MEGABYTE = 1024 * 1024;
/** Below this the next journal file and its snapshot may not fit. */
const SPACE_BYTES_MIN = 100 * MEGABYTE;
const SPACE_BYTES_LOW = 1024 * MEGABYTE;

/** Whether the data folder can be used, whether its disk has room, and whether a Steward is at work on it. Nothing is written. */
export async function checkDataFolder(folder: string, clock: Clock): Promise<readonly DoctorCheck[]> {
  const existing = await nearestExisting(resolve(folder));
  const isThere = existing === resolve(folder);
  const usable = await usableCheck({ folder, existing, isThere });
  const holder = isThere && usable.state === 'ok' ? [await processCheck(folder, clock)] : [];
  return [usable, await spaceCheck(existing), ...holder];
}

async function usableCheck(parts: {
  readonly folder: string;
  readonly existing: string;
  readonly isThere: boolean;
}): Promise<DoctorCheck> {
  const { folder, existing, isThere } = parts;
  const name = 'data folder';
  if (!(await stat(existing)).isDirectory())
    return {
      name,
      state: 'problem',
      text: `${existing} is no folder`,
      fix: 'move that file away, or name a folder with --data-dir',
    };
  try {
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const fix = `give this user the right to write there (chown, or chmod u+rwx ${existing}), or name another folder with --data-dir`;
    return { name, state: 'problem', text: `${existing} cannot be written to${why}`, fix };
  }
  return {
    name,
    state: 'ok',
    text: isThere ? `${folder} can be written to` : `${folder} is not there yet; the first start makes it`,
    fix: null,
  };
}

async function spaceCheck(existing: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(existing);
  const freeBytes = bavail * bsize;
  const state = freeBytes < SPACE_BYTES_MIN ? 'problem' : freeBytes < SPACE_BYTES_LOW ? 'warning' : 'ok';
  const fix = state === 'ok' ? null : 'free some space: without room nothing can be journaled, and trading stops';
  return { name: 'disk space', state, text: `${Math.floor(freeBytes / MEGABYTE).toLocaleString('en-US')} MB are free`, fix };
}

async function processCheck(folder: string, clock: Clock): Promise<DoctorCheck> {
  const name = 'process';
  switch (await probeLease(folder, { clock, answerMsMax: ANSWER_MS_MAX })) {
    case 'awake':
      return { name, state: 'ok', text: 'a Steward is at work on the data folder', fix: null };
    case 'free':
      return { name, state: 'ok', text: 'no Steward is at work on the data folder', fix: null };
    case 'silent': {
      const text = 'a Steward holds the data folder and does not answer';
      return { name, state: 'problem', text, fix: 'stop that process (kill -9 is safe) and start Steward again' };
    }
  }
}

async function nearestExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path));
}
