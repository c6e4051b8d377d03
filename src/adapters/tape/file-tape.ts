import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { Tape, TapedCall, TapeRecorder, TextHash } from '../../ports/tape.ts';
import { parseTapeLine, type TapeLine } from './tape-line.ts';
import { hashOf } from './taped-request.ts';

/** Longer texts are blobs, which all tapes share: system prompts, tools and what a market's snapshot says. */
const INLINE_CHARACTERS_MAX = 1_024;

/** Tapes as files `<session>.jsonl`, which only ever grow. */
export class FileTapeRecorder implements TapeRecorder {
  readonly #folder: string;
  readonly #blobs: BlobStore;
  /** The texts that a session's file holds or will hold. */
  #known: { readonly sessionId: string; readonly hashes: Set<TextHash> } | null = null;
  #queue: Promise<void> = Promise.resolve();

  constructor({ folder, blobs }: { readonly folder: string; readonly blobs: BlobStore }) {
    this.#folder = folder;
    this.#blobs = blobs;
  }

  /** Calls of parallel agents are written one after the other, each as a whole. */
  keep(sessionId: string, call: TapedCall, texts: ReadonlyMap<TextHash, string>): Promise<void> {
    const kept = this.#queue.then(() => this.#write(sessionId, call, texts));
    this.#queue = kept.catch(() => undefined);
    return kept;
  }

  async #write(sessionId: string, call: TapedCall, texts: ReadonlyMap<TextHash, string>): Promise<void> {
    const known = this.#known?.sessionId === sessionId ? this.#known.hashes : new Set<TextHash>();
    const fresh = [...texts].filter(([name]) => !known.has(name));
    const lines: TapeLine[] = [];
    for (const [name, text] of fresh) {
      if (text.length > INLINE_CHARACTERS_MAX) await this.#blobs.put(text);
      else lines.push({ kind: 'text', hash: name, text });
    }
    lines.push({ kind: 'call', version: 1, ...call });
    await mkdir(this.#folder, { recursive: true });
    const file = await open(join(this.#folder, tapeFileName(sessionId)), 'a');
    try {
      // The newline goes first, so that what an earlier process left torn ends there and spoils nothing.
      await file.writeFile(`\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Only now: a text whose writing failed is written again with the next call.
    for (const [name] of fresh) known.add(name);
    this.#known = { sessionId, hashes: known };
  }
}

/**
 * Reads a session's tape without changing a byte: it may belong to a running process, whose unfinished end is left out.
 * @returns null when there is no tape of the session.
 * @throws Fault `bad-payload` for a text or request that does not match its name, or a record that is not known.
 */
export async function readTape(parts: {
  readonly folder: string;
  readonly sessionId: string;
  readonly blobs: BlobStore;
}): Promise<Tape | null> {
  const { folder, sessionId, blobs } = parts;
  const content = await readIfThere(join(folder, tapeFileName(sessionId)));
  if (content === null) return null;
  const texts = new Map<TextHash, string>();
  const calls: TapedCall[] = [];
  for (const line of linesOf(content, sessionId)) {
    if (line.kind === 'call') calls.push(callOf(line));
    else if (hashOf(line.text) === line.hash) texts.set(line.hash, line.text);
    else throw new Fault('bad-payload', `the tape of ${sessionId} is damaged: the text ${line.hash} does not match its name`);
  }
  for (const { request } of calls) {
    for (const name of [request.system, request.tools, ...request.messages]) {
      const text = texts.has(name) ? null : await blobs.get(name);
      if (text !== null) texts.set(name, text);
    }
  }
  for (const { key, request } of calls) {
    if (hashOf(JSON.stringify(request)) !== key)
      throw new Fault('bad-payload', `the tape of ${sessionId} is damaged: the request ${key} does not match its name`);
  }
  return { sessionId, calls, textOf: (name) => texts.get(name) ?? null };
}

/** The sessions that have a tape, oldest first, with the size of its file; what it keeps as blobs is shared with others. */
export async function listTapes(folder: string): Promise<readonly { readonly sessionId: string; readonly bytes: number }[]> {
  const names = (await namesIn(folder)).filter((name) => /^\d{8}T\d{2}\.jsonl$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({ sessionId: name.slice(0, name.indexOf('.')), bytes: (await stat(join(folder, name))).size })),
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new Fault('storage', `cannot read the tapes in ${folder}`, { cause });
  }
}

function callOf({ kind: _kind, version: _version, ...call }: Extract<TapeLine, { readonly kind: 'call' }>): TapedCall {
  return call;
}

/** What is no JSON was torn when its process died. */
function linesOf(content: string, sessionId: string): readonly TapeLine[] {
  return content.split('\n').flatMap((row, index) => {
    if (!isJson(row)) return [];
    const line = parseTapeLine(row);
    if (line === null)
      throw new Fault('bad-payload', `the tape of ${sessionId} cannot be read: line ${index + 1} is no record that is known`);
    return [line];
  });
}

function isJson(row: string): boolean {
  try {
    JSON.parse(row);
    return true;
  } catch {
    return false;
  }
}

function tapeFileName(sessionId: string): string {
  return `${sessionId}.jsonl`;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new Fault('storage', `cannot read the tape ${path}`, { cause });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
