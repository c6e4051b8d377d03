import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { DurationMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Lease } from '../../ports/lease.ts';
import { readEpoch, syncFolder, writeEpoch } from './epoch-file.ts';
import { withShortSocketPath } from './short-socket-path.ts';

/**
 * Takes the right to be the only process on a data folder, which is created where it is missing.
 *
 * In `lease/` the holder of epoch 7 has a link named `7` that points to the socket on which it listens. A socket that answers has a
 * living holder; the kernel closes it when the process dies. Three rules make taking over free of races without ever removing a name
 * that could be in use: a link is made only when its socket already listens, so one that does not answer never will again; making a
 * link fails when its name is taken, so one starter wins an epoch; and the newest link stays until a newer one is there.
 *
 * @throws Fault `already-running` when another process (or this one) holds the folder; `storage` when the folder cannot be used;
 *   `bad-payload` when `lease.json` is damaged.
 */
export async function acquireLease(folder: string): Promise<Lease> {
  const place: LeasePlace = { folder, links: join(folder, 'lease') };
  try {
    await mkdir(place.links, { recursive: true });
    await refuseIfHeld(place, await newestLink(place));
    const socket = await openSocket(place);
    try {
      const epoch = await claimEpoch(place, socket.name);
      await writeEpoch(folder, epoch);
      await removeOlderLinks(place, epoch);
      return { epoch, release: () => socket.close() };
    } catch (error) {
      await socket.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'storage',
      `cannot lock the data folder ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** `free`: no process holds the folder; `silent`: one does and does not answer; `awake`: one does and answers. */
export type LeaseState = 'free' | 'silent' | 'awake';

/**
 * Asks whoever holds the folder for a sign of life: its event loop must take the connection. Nothing is changed, and a folder that does not
 * exist is free.
 * @throws Fault `storage` when the folder cannot be looked into.
 */
export async function probeLease(
  folder: string,
  { clock, answerMsMax }: { readonly clock: Clock; readonly answerMsMax: DurationMs },
): Promise<LeaseState> {
  const place: LeasePlace = { folder, links: join(folder, 'lease') };
  try {
    const newest = await newestLink(place);
    const socketPath = newest === 0 ? null : await targetOf(linkPath(place, newest));
    return socketPath === null ? 'free' : await withShortSocketPath(socketPath, (path) => probe(path, { clock, answerMsMax }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'free';
    throw new Fault('storage', `cannot look into ${place.links}`, { cause: error });
  }
}

/** The kernel connects whether the holder is awake or not; only a holder that is awake ends the connection. */
function probe(
  path: string,
  { clock, answerMsMax }: { readonly clock: Clock; readonly answerMsMax: DurationMs },
): Promise<LeaseState> {
  return new Promise((resolve) => {
    const connection = connect(path);
    const end = (state: LeaseState): void => {
      cancelTimer();
      connection.destroy();
      resolve(state);
    };
    const cancelTimer = clock.after(answerMsMax, () => end('silent'));
    connection.once('end', () => end('awake'));
    connection.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') end('free');
      else end(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'awake' : 'silent');
    });
    connection.resume();
  });
}

interface LeasePlace {
  readonly folder: string;
  readonly links: string;
}

async function claimEpoch(place: LeasePlace, socketName: string): Promise<number> {
  for (;;) {
    // In this order: a holder's link is there before its epoch is in the file, so whoever is in the file is among the links.
    const stored = await readEpoch(place.folder);
    const newest = await newestLink(place);
    await refuseIfHeld(place, newest);
    const epoch = Math.max(stored, newest) + 1;
    if (!(await makeLink(place, { epoch, socketName }))) continue;
    // A starter that paused for long may have taken a name that newer holders had already cleared away, or lost its socket to them.
    if ((await newestLink(place)) === epoch && (await answers(linkPath(place, epoch)))) {
      await syncFolder(place.links);
      return epoch;
    }
    await rm(linkPath(place, epoch), { force: true });
    throw new Fault('already-running', `the data folder ${place.folder} was taken by others meanwhile`);
  }
}

async function refuseIfHeld(place: LeasePlace, epoch: number): Promise<void> {
  if (epoch === 0 || !(await answers(linkPath(place, epoch)))) return;
  throw new Fault(
    'already-running',
    `another Steward is already working on the data folder ${place.folder}; stop it first, or choose another folder with --data-dir`,
  );
}

/** False only when nobody listens there any more; a doubt counts as an answer. */
async function answers(link: string): Promise<boolean> {
  const socketPath = await targetOf(link);
  if (socketPath === null) return false;
  return withShortSocketPath(
    socketPath,
    (path) =>
      new Promise((resolve) => {
        const connection = connect(path);
        connection.once('connect', () => {
          connection.destroy();
          resolve(true);
        });
        connection.once('error', (error: NodeJS.ErrnoException) =>
          resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
        );
      }),
  );
}

interface LeaseSocket {
  readonly name: string;
  close(): Promise<void>;
}

/** Listens under a name of its own. The socket does not keep the process alive. */
async function openSocket({ links }: LeasePlace): Promise<LeaseSocket> {
  const name = `${randomBytes(6).toString('hex')}.sock`;
  const server = createServer((connection) => connection.destroy());
  await withShortSocketPath(join(links, name), (path) => listen(server, path));
  server.unref();
  let closed: Promise<void> | null = null;
  return {
    name,
    close() {
      closed ??= closeServer(server).then(() => rm(join(links, name), { force: true }));
      return closed;
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays, so that a connection that could not be accepted later on does no harm.
    server.on('error', reject);
    server.listen(path, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

async function makeLink(
  place: LeasePlace,
  { epoch, socketName }: { readonly epoch: number; readonly socketName: string },
): Promise<boolean> {
  try {
    await symlink(socketName, linkPath(place, epoch));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function newestLink({ links }: LeasePlace): Promise<number> {
  return Math.max(0, ...epochsAmong(await readdir(links)));
}

async function removeOlderLinks(place: LeasePlace, epoch: number): Promise<void> {
  for (const older of epochsAmong(await readdir(place.links))) {
    if (older >= epoch) continue;
    const socketPath = await targetOf(linkPath(place, older));
    if (socketPath !== null) await rm(socketPath, { force: true });
    await rm(linkPath(place, older), { force: true });
  }
}

function epochsAmong(names: readonly string[]): number[] {
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

function linkPath({ links }: LeasePlace, epoch: number): string {
  return join(links, String(epoch));
}

/** The socket to which a link points; null when the link was cleared away meanwhile. */
async function targetOf(link: string): Promise<string | null> {
  try {
    return join(link, '..', await readlink(link));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
