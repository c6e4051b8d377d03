import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../support/project-root.ts';
import type { SeedResult } from './run-seed.ts';

/** Lives many seeds, in as many processes as are given. @throws when a process ends before its seed does. */
export async function runBatch(batch: {
  readonly seeds: readonly number[];
  readonly hours: number;
  readonly processCount: number;
  readonly onResult: (result: SeedResult) => void;
}): Promise<void> {
  const waiting = [...batch.seeds];
  await Promise.all(Array.from({ length: batch.processCount }, () => work(waiting, batch)));
}

function work(
  waiting: number[],
  { hours, onResult }: { readonly hours: number; readonly onResult: (result: SeedResult) => void },
): Promise<void> {
  // Maps arrive as maps.
  const child = fork(join(projectRoot, 'test/simulation/seed-process.ts'), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    cwd: projectRoot,
  });
  return new Promise((resolve, reject) => {
    let isDone = false;
    const next = (): void => {
      const seed = waiting.shift();
      if (seed !== undefined) return void child.send({ seed, hours });
      isDone = true;
      child.disconnect();
    };
    child.on('message', (result) => {
      onResult(result as SeedResult);
      next();
    });
    child.on('exit', (code) => {
      if (isDone) resolve();
      else reject(new Error(`a process ended with ${code} in the middle of a seed`));
    });
    next();
  });
}
