import { spawn } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { acquireLease, probeLease } from '../../src/adapters/system/socket-lease.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { judgeHealth, readHealth } from '../../src/app/health-command.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import type { Lease } from '../../src/ports/lease.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { projectRoot } from '../support/project-root.ts';

let lease: Lease | null = null;

afterEach(async () => {
  await lease?.release();
  lease = null;
});

/** A data folder whose journal last grew so long ago. */
function dataFolder({ journalAgeMs }: { readonly journalAgeMs: number }): string {
  const folder = artefactFolder();
  const path = join(folder, 'journal', '00000001.jsonl');
  mkdirSync(join(folder, 'journal'));
  writeFileSync(path, '');
  const at = (Date.now() - journalAgeMs) / 1_000;
  utimesSync(path, at, at);
  return folder;
}

describe('health', () => {
  it.each([
    {
      name: 'the process answers and the journal grew within the hour',
      process: 'awake',
      journalAgeMs: 59 * MINUTE_MS,
      healthy: true,
    },
    { name: 'no process is there', process: 'free', journalAgeMs: 0, healthy: false },
    { name: 'the process does not answer', process: 'silent', journalAgeMs: 0, healthy: false },
    { name: 'there is no journal', process: 'awake', journalAgeMs: null, healthy: false },
    { name: 'the journal has not grown for an hour and a half', process: 'awake', journalAgeMs: 1.5 * HOUR_MS, healthy: false },
    { name: 'the journal was written an hour from now', process: 'awake', journalAgeMs: -HOUR_MS, healthy: false },
  ] as const)('is $healthy when $name', ({ process, journalAgeMs, healthy }) => {
    expect(judgeHealth({ process, journalAgeMs }).healthy).toBe(healthy);
  });

  it('is read from the lock and the journal of a data folder', async () => {
    const dataDir = dataFolder({ journalAgeMs: 0 });
    expect(await readHealth(dataDir)).toMatchObject({ healthy: false, process: 'free' });
    lease = await acquireLease(dataDir);
    expect(await readHealth(dataDir)).toMatchObject({ healthy: true, process: 'awake' });
  });

  it('is missing where the journal stands still', async () => {
    const dataDir = dataFolder({ journalAgeMs: 2 * HOUR_MS });
    lease = await acquireLease(dataDir);
    expect(await readHealth(dataDir)).toMatchObject({ healthy: false, text: expect.stringContaining('2 h') });
  });

  it('of a folder that does not exist is that of a free one, and nothing is made', async () => {
    expect(await readHealth(join(artefactFolder(), 'none'))).toMatchObject({ process: 'free', journalAgeMs: null });
  });
});

describe('the holder of a data folder', () => {
  it('is silent while its event loop stands still', async () => {
    const dataDir = artefactFolder();
    const code = `import('${projectRoot}/src/adapters/system/socket-lease.ts').then(async ({ acquireLease }) => {
      await acquireLease(${JSON.stringify(dataDir)});
      process.stdout.write('held');
      setTimeout(() => { for (;;); }, 20);
    });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: projectRoot });
    const clock = new SystemClock({ onTimerFault: () => undefined });
    await new Promise<void>((resolve) => child.stdout.once('data', () => setTimeout(resolve, 100)));
    const state = await probeLease(dataDir, { clock, answerMsMax: 300 });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(state).toBe('silent');
    expect(await probeLease(dataDir, { clock, answerMsMax: 300 })).toBe('free');
  });
});
