import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import buildPrograms from '../support/build-programs.ts';
import { CELLS, type Cell, IMPOSSIBLE_CELLS } from './cells.ts';
import { restartAndResend } from './resending-restart.ts';
import { type CellResult, restartAsUsual, runCell } from './run-cell.ts';

/**
 * `npm run crash-matrix [-- --cells PATTERN] [--list] [--planted resend]`: runs the cells whose names match, all of them without a pattern,
 * and prints a row for each. What a failed cell wrote is kept in a file.
 */
const { values } = parseArgs({
  options: { cells: { type: 'string' }, list: { type: 'boolean' }, planted: { type: 'string' } },
});
const SIDE_BY_SIDE = 2;
const pattern = new RegExp(values.cells ?? '', 'i');
const chosen = CELLS.filter(({ id }) => pattern.test(id));

if (values.list === true) list();
else {
  const deletePrograms = await buildPrograms();
  await run(chosen).finally(deletePrograms);
}

function list(): void {
  for (const { id, ended } of chosen) console.log(`${id}: ${ended}`);
  console.log(`\n${IMPOSSIBLE_CELLS.length} combinations cannot be:`);
  for (const { id, why } of IMPOSSIBLE_CELLS) console.log(`${id}: ${why}`);
}

async function run(cells: readonly Cell[]): Promise<void> {
  console.log('| cell | ended as | seconds | ok |\n|---|---|---|---|');
  const results: CellResult[] = [];
  const waiting = cells.values();
  // A cell waits most of its time: for windows to pass, and for silence.
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (const cell of waiting) results.push(await runAndTell(cell));
    }),
  );
  const failed = results.filter(({ broken }) => broken.length > 0).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  if (failed > 0 || results.length === 0) process.exitCode = 1;
}

async function runAndTell(cell: Cell): Promise<CellResult> {
  const restart = values.planted === 'resend' ? restartAndResend : restartAsUsual;
  const folder = mkdtempSync(join(tmpdir(), 'steward-crash-matrix-'));
  const result = await runCell(cell, { folder, restart });
  const { endedAs, seconds, broken } = result;
  console.log(`| ${cell.id} | ${endedAs} | ${seconds.toFixed(1)} | ${broken.length === 0 ? 'ok' : 'BROKEN'} |`);
  if (broken.length === 0) rmSync(folder, { recursive: true });
  else keep(result, folder);
  return result;
}

function keep({ broken, output }: CellResult, folder: string): void {
  const file = join(folder, 'output.txt');
  writeFileSync(file, output);
  for (const sentence of broken) console.log(`  ${sentence.split('\n')[0]}`);
  console.log(`  kept in ${folder}`);
}
