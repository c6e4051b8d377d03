import { join } from 'node:path';
import { tapeLines } from '../adapters/tape/read-tape.ts';
import { listTapes, readTapeFile } from '../adapters/tape/tape-folder.ts';
import { TAPE_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

/** Lists what is recorded, oldest first. It only reads, so it works while the bot runs. */
export async function tapeListCommand({ dataDir, json = false }: { readonly dataDir: string; readonly json?: boolean }) {
  const folder = join(dataDir, TAPE_FOLDER);
  const rows = [];
  for (const { sessionId, bytes } of await listTapes(folder)) {
    const lines = tapeLines((await readTapeFile(folder, sessionId)) ?? '', sessionId);
    const calls = lines.flatMap((line) => (line.kind === 'call' ? [line.request] : []));
    const models = [...new Set(calls.map(({ provider, model }) => `${provider}/${model}`))];
    rows.push({ sessionId, bytes, calls: calls.length, models, isReplayable: lines.some(({ kind }) => kind === 'reads') });
  }
  if (json) return printJson(rows);
  if (rows.length === 0) printLine(`Nothing is recorded in ${folder}.`);
  for (const { sessionId, bytes, calls, models, isReplayable } of rows) {
    const what = [`${bytes} bytes`, `${calls} ${calls === 1 ? 'call' : 'calls'}`, models.join(', ')].filter(
      (part) => part !== '',
    );
    printLine(`${sessionId}  ${what.join('  ')}${isReplayable ? '' : '  (calls alone: it cannot be run again)'}`);
  }
}
