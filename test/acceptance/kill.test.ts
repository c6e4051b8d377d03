import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../src/execution/order-sender.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { programOperands } from '../support/built-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { expectSoundFolder } from '../support/expect-sound-folder.ts';
import { projectRoot } from '../support/project-root.ts';
import type { DataFolder } from '../support/read-data-folder.ts';

const HOURS = 40;

interface Crash {
  readonly name: string;
  readonly point: CrashPoint;
  /** The first orders of the demo are an entry, then its stop. */
  readonly hit: number;
}

const CRASHES: readonly Crash[] = [
  { name: 'an entry is intended and not sent', point: 'intent-durable', hit: 1 },
  { name: 'an entry is filled and not booked', point: 'order-sent', hit: 1 },
  { name: 'an entry is booked and has no stop yet', point: 'outcome-durable', hit: 1 },
  { name: 'a stop rests and is not booked', point: 'order-sent', hit: 2 },
];

describe('a demo that is killed and started again on the same data folder', () => {
  it.each(CRASHES)('doubles nothing, loses nothing and is protected when $name', async ({ point, hit }) => {
    const dataDir = artefactFolder();
    const killed = await runDemo(dataDir, [point, String(hit)]);
    expect(killed.signal, killed.output).toBe('SIGKILL');
    const restarted = await runDemo(dataDir, []);
    expect(restarted.code, restarted.output).toBe(0);

    const folder = await expectSoundFolder(dataDir);
    expect(folder.portfolio.book.positions.length).toBeGreaterThan(0);
    expect(restartsIn(folder)).toBe(2);
  });
});

function restartsIn({ entries }: DataFolder): number {
  return entries.filter(({ fact }) => fact.kind === 'process-started').length;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

function runDemo(dataDir: string, crash: readonly string[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [...programOperands('test/support/crashing-demo.ts'), dataDir, join(projectRoot, 'config'), String(HOURS), ...crash],
    {
      cwd: projectRoot,
      env: childEnvironment({}),
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output += String(chunk);
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
}
