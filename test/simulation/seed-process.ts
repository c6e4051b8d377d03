import { runSeed } from './run-seed.ts';

/** A process that lives one seed after the other, as it is told, and tells how each went. */
process.on('message', (task: { readonly seed: number; readonly hours: number }) => {
  runSeed(task).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`seed ${task.seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
