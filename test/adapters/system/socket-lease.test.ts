import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireLease } from '../../../src/adapters/system/socket-lease.ts';
import { describeLease } from '../../contract/lease.contract.ts';

let folder = '';
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-lease-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(children.splice(0).map(kill));
  await rm(folder, { recursive: true });
});

describeLease('The socket lease', async () => ({ folder, acquire: () => acquireLease(folder) }));

describeLease('The socket lease, in a folder whose path is too long for a socket,', async () => {
  const longFolder = join(folder, 'a'.repeat(100), 'ü'.repeat(60));
  return { folder: longFolder, acquire: () => acquireLease(longFolder) };
});

type Answer = { readonly epoch: number } | { readonly refused: string };

async function spawnHolder(dataFolder = folder): Promise<ChildProcess> {
  const child = fork(new URL('./lease-holder.ts', import.meta.url), [dataFolder], { execArgv: ['--import', 'tsx'] });
  children.push(child);
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, request: 'acquire' | 'release'): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(request);
  const [answer] = await answered;
  return answer;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('between processes', () => {
  it('refuses the second, even while the first is stopped in its tracks, and is free when the first is killed', async () => {
    const [first, second] = await Promise.all([spawnHolder(), spawnHolder()]);
    expect(await ask(first, 'acquire')).toEqual({ epoch: 1 });
    expect(await ask(second, 'acquire')).toEqual({
      refused: `another Steward is already working on the data folder ${folder}; stop it first, or choose another folder with --data-dir`,
    });
    first.kill('SIGSTOP');
    expect(await ask(second, 'acquire')).toHaveProperty('refused');
    await kill(first);
    expect(await ask(second, 'acquire')).toEqual({ epoch: 2 });
    expect(JSON.parse(await readFile(join(folder, 'lease.json'), 'utf8'))).toEqual({ epoch: 2 });
    const names = await readdir(join(folder, 'lease'));
    expect(
      names.filter((name) => name !== '2'),
      'the dead process’s link and socket are cleared away',
    ).toEqual([expect.stringMatching(/\.sock$/)]);
  });

  it('gives the folder to exactly one of several that start at the same time, with or without a dead predecessor', async () => {
    children = await Promise.all([spawnHolder(), spawnHolder(), spawnHolder()]);
    for (let round = 1; round <= 8; round += 1) {
      const answers = await Promise.all(children.map((child) => ask(child, 'acquire')));
      const winners = children.filter((_, index) => 'epoch' in (answers[index] ?? {}));
      expect(answers.filter((answer) => 'epoch' in answer)).toEqual([{ epoch: round }]);
      const [winner] = winners;
      if (winner === undefined) continue;
      if (round % 4 !== 0) {
        await ask(winner, 'release');
        continue;
      }
      await kill(winner);
      children = children.filter((child) => child !== winner);
      await spawnHolder();
    }
  });

  it('does not keep its process alive', async () => {
    const child = await spawnHolder();
    await ask(child, 'acquire');
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });
});

describe('the epoch', () => {
  it('goes on from the file where the links are gone, as after a restored backup', async () => {
    await writeFile(join(folder, 'lease.json'), '{"epoch":41}\n');
    const lease = await acquireLease(folder);
    expect(lease.epoch).toBe(42);
    await lease.release();
  });

  it('goes on from the links where the file is older', async () => {
    const lease = await acquireLease(folder);
    await lease.release();
    await rm(join(folder, 'lease.json'));
    const next = await acquireLease(folder);
    expect(next.epoch).toBe(2);
    await next.release();
  });

  it.each(['', 'null', '{"epoch":-1}', '{"epoch":1.5}', '{"epo'])('is refused when the file holds %j', async (content) => {
    await writeFile(join(folder, 'lease.json'), content);
    await expect(acquireLease(folder)).rejects.toMatchObject({
      code: 'bad-payload',
      message: expect.stringContaining('lease.json'),
    });
    expect(await readdir(join(folder, 'lease'))).toEqual([]);
  });
});

it('leaves no socket behind when it is released, and nothing in the temporary folder', async () => {
  const temporaryFolder = join(folder, 't');
  await mkdir(temporaryFolder);
  vi.stubEnv('TMPDIR', temporaryFolder);
  const longFolder = join(folder, 'b'.repeat(120));
  const lease = await acquireLease(longFolder);
  // The socket's name is random: it may come before or after the other one.
  const [held, ...others] = (await readdir(join(longFolder, 'lease'))).toSorted((left, right) => left.length - right.length);
  expect([held, others]).toEqual(['1', [expect.stringMatching(/\.sock$/)]]);
  await lease.release();
  expect(await readdir(join(longFolder, 'lease'))).toEqual(['1']);
  expect(await readdir(temporaryFolder)).toEqual([]);
});

it('is a storage fault where the folder cannot be used', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(acquireLease(join(folder, 'file'))).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('file'),
  });
});
