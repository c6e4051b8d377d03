import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { Moment, TapedCall, TapedReads, TapeRecorder, TextHash } from '../../ports/tape.ts';
import { tapeFileName } from './tape-folder.ts';
import type { TapeLine } from './tape-line.ts';

/**
 * Longer texts are blobs, which all tapes share: system prompts, tools and what a market's snapshot says. What only one session says stays
 * in its file: a blob waits for the disk several times.
 */
const INLINE_CHARACTERS_MAX = 2_048;

type Texts = ReadonlyMap<TextHash, string>;
const NO_TEXTS: Texts = new Map();

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

  keep(sessionId: string, call: TapedCall, texts: Texts): Promise<void> {
    return this.#append(sessionId, { kind: 'call', version: 1, ...call }, texts);
  }

  keepReads(reads: TapedReads, texts: Texts): Promise<void> {
    return this.#append(reads.sessionId, { kind: 'reads', version: 1, reads }, texts);
  }

  keepAssessment(sessionId: string, moment: Moment): Promise<void> {
    return this.#append(sessionId, { kind: 'assessment', version: 1, moment }, NO_TEXTS);
  }

  /** Calls of parallel agents are written one after the other, each as a whole. */
  #append(sessionId: string, record: TapeLine, texts: Texts): Promise<void> {
    const kept = this.#queue.then(() => this.#write(sessionId, record, texts));
    this.#queue = kept.catch(() => undefined);
    return kept;
  }

  async #write(sessionId: string, record: TapeLine, texts: Texts): Promise<void> {
    const known = this.#known?.sessionId === sessionId ? this.#known.hashes : new Set<TextHash>();
    const fresh = [...texts].filter(([name]) => !known.has(name));
    const long = fresh.filter(([, text]) => text.length > INLINE_CHARACTERS_MAX);
    await Promise.all(long.map(([, text]) => this.#blobs.put(text)));
    const short = fresh.filter(([, text]) => text.length <= INLINE_CHARACTERS_MAX);
    const lines: readonly TapeLine[] = [...short.map(([hash, text]): TapeLine => ({ kind: 'text', hash, text })), record];
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
