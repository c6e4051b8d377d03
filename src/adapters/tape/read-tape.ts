import { Fault } from '../../domain/fault.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { Tape, TapedCall, TextHash } from '../../ports/tape.ts';
import { readTapeFile } from './tape-folder.ts';
import { parseTapeLine, type TapeLine } from './tape-line.ts';
import { hashOf } from './taped-request.ts';

/** What a tape names without holding it. */
export type TextSource = Pick<BlobStore, 'get'>;

/** For a tape that holds all its texts. */
export const NO_BLOBS: TextSource = { get: () => Promise.resolve(null) };

/**
 * Reads a session's tape without changing a byte: it may belong to a running process, whose unfinished end is left out.
 * @returns null when there is no tape of the session.
 * @throws Fault `bad-payload` for a text or request that does not match its name, or a record that is not known.
 */
export async function readTape(parts: {
  readonly folder: string;
  readonly sessionId: string;
  readonly blobs: TextSource;
}): Promise<Tape | null> {
  const { folder, sessionId, blobs } = parts;
  const content = await readTapeFile(folder, sessionId);
  return content === null ? null : parseTape(content, { sessionId, blobs });
}

/** The same for the content of a file. */
export async function parseTape(
  content: string,
  { sessionId, blobs }: { readonly sessionId: string; readonly blobs: TextSource },
): Promise<Tape> {
  const lines = tapeLines(content, sessionId);
  const texts = new Map<TextHash, string>();
  for (const line of lines) {
    if (line.kind !== 'text') continue;
    if (hashOf(line.text) !== line.hash) throw damaged(sessionId, `the text ${line.hash} does not match its name`);
    texts.set(line.hash, line.text);
  }
  const calls = lines.flatMap((line) => (line.kind === 'call' ? [callOf(line)] : []));
  for (const { key, request } of calls) {
    if (hashOf(JSON.stringify(request)) !== key) throw damaged(sessionId, `the request ${key} does not match its name`);
    for (const name of [request.system, request.tools, ...request.messages]) {
      const text = texts.has(name) ? null : await blobs.get(name);
      if (text !== null) texts.set(name, text);
    }
  }
  const reads = lines.flatMap((line) => (line.kind === 'reads' ? [line.reads] : [])).at(-1) ?? null;
  if (reads !== null && reads.sessionId !== sessionId)
    throw new Fault('bad-payload', `this is the tape of ${reads.sessionId}, not of ${sessionId}`);
  const assessment = lines.flatMap((line) => (line.kind === 'assessment' ? [line.moment] : [])).at(-1) ?? null;
  return { sessionId, calls, reads, assessment, textOf: (name) => texts.get(name) ?? null };
}

/** What is no JSON was torn when its process died. @throws Fault `bad-payload` for a record that is not known. */
export function tapeLines(content: string, sessionId: string): readonly TapeLine[] {
  return content.split('\n').flatMap((row, index) => {
    if (!isJson(row)) return [];
    const line = parseTapeLine(row);
    if (line === null)
      throw new Fault('bad-payload', `the tape of ${sessionId} cannot be read: line ${index + 1} is no record that is known`);
    return [line];
  });
}

function callOf({ kind: _kind, version: _version, ...call }: Extract<TapeLine, { readonly kind: 'call' }>): TapedCall {
  return call;
}

function damaged(sessionId: string, what: string): Fault {
  return new Fault('bad-payload', `the tape of ${sessionId} is damaged: ${what}`);
}

function isJson(row: string): boolean {
  try {
    JSON.parse(row);
    return true;
  } catch {
    return false;
  }
}
