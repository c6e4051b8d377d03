import { join } from 'node:path';
import { FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { readTape } from '../adapters/tape/read-tape.ts';
import { listTapes } from '../adapters/tape/tape-folder.ts';
import { invariant } from '../domain/invariant.ts';
import { BLOB_FOLDER, TAPE_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

/** Lists what is recorded, oldest first. It only reads, so it works while the bot runs. */
export async function tapeListCommand({ dataDir, json = false }: { readonly dataDir: string; readonly json?: boolean }) {
  const folder = join(dataDir, TAPE_FOLDER);
  const blobs = new FileBlobStore(join(dataDir, BLOB_FOLDER));
  const rows = [];
  for (const { sessionId, bytes } of await listTapes(folder)) {
    const tape = await readTape({ folder, sessionId, blobs });
    invariant(tape !== null, `the tape of ${sessionId} was there a moment ago`);
    const models = new Set(tape.calls.map(({ request }) => `${request.provider}/${request.model}`));
    rows.push({ sessionId, bytes, calls: tape.calls.length, models: [...models] });
  }
  if (json) return printJson(rows);
  if (rows.length === 0) printLine(`Nothing is recorded in ${folder}.`);
  for (const { sessionId, bytes, calls, models } of rows) {
    printLine(`${sessionId}  ${bytes} bytes  ${calls} ${calls === 1 ? 'call' : 'calls'}  ${models.join(', ')}`);
  }
}
