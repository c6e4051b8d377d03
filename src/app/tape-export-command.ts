import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { selfContained } from '../adapters/tape/self-contained.ts';
import { readTapeFile } from '../adapters/tape/tape-folder.ts';
import { Fault } from '../domain/fault.ts';
import { BLOB_FOLDER, TAPE_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

/** Writes a session's tape with everything that it rests on into one file, which `replay-session --tape` takes. */
export async function tapeExportCommand(
  sessionId: string,
  { dataDir, out, json = false }: { readonly dataDir: string; readonly out: string; readonly json?: boolean },
): Promise<void> {
  const content = await readTapeFile(join(dataDir, TAPE_FOLDER), sessionId);
  if (content === null) throw new UsageError(`There is no tape of ${sessionId}; "steward tape list" lists what there is.`);
  const whole = await selfContained(content, { sessionId, blobs: new FileBlobStore(join(dataDir, BLOB_FOLDER)) });
  await writeNew(out, whole);
  const bytes = Buffer.byteLength(whole);
  if (json) printJson({ sessionId, file: out, bytes });
  else
    printLine(
      `The tape of ${sessionId} is in ${out}: ${bytes} bytes. It holds what models were told and answered; no key is in it.`,
    );
}

/** Never over a file that is there. */
async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (isThere) throw new UsageError(`${path} is there already; choose another file with --out.`);
    throw new Fault('storage', `cannot write ${path}`, { cause });
  }
}
