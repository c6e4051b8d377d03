import { join } from 'node:path';
import { FileBlobStore } from '../../src/adapters/journal/file-blob-store.ts';
import { openFileJournal } from '../../src/adapters/journal/file-journal.ts';
import { FileTapeRecorder } from '../../src/adapters/tape/file-tape.ts';
import { namingBlobs } from '../../src/adapters/tape/naming-blobs.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { NewEntry } from '../../src/ports/journal.ts';
import type { TapeRecorder } from '../../src/ports/tape.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from './steward-for-test.ts';

/** Takes everything to be written down later: virtual time does not wait for a disk. */
export function deferredRecorder(): {
  readonly recorder: TapeRecorder;
  /** Writes what was taken so far, and forgets it. */
  writeTo(recorder: TapeRecorder): Promise<void>;
} {
  const writes: ((recorder: TapeRecorder) => Promise<void>)[] = [];
  const take = (write: (recorder: TapeRecorder) => Promise<void>): Promise<void> => {
    writes.push(write);
    return Promise.resolve();
  };
  return {
    recorder: {
      keep: (...call) => take((recorder) => recorder.keep(...call)),
      keepReads: (...reads) => take((recorder) => recorder.keepReads(...reads)),
      keepAssessment: (...moment) => take((recorder) => recorder.keepAssessment(...moment)),
    },
    async writeTo(recorder) {
      for (const write of writes.splice(0)) await write(recorder);
    },
  };
}

export interface TapedLife {
  readonly bot: StewardForTest;
  /** Writes the tapes down as they are by now. */
  writeTapes(): Promise<void>;
  /** Ends the bot and leaves a data folder behind. */
  leave(): Promise<void>;
}

/** A bot in virtual time whose sessions are recorded in a data folder. */
export async function tapedLife({
  dataDir,
  ...options
}: StewardForTestOptions & { readonly dataDir: string }): Promise<TapedLife> {
  const deferred = deferredRecorder();
  const transcripts: string[] = [];
  const blobs: BlobStore = {
    ...namingBlobs,
    put(content) {
      transcripts.push(content);
      return namingBlobs.put(content);
    },
  };
  const bot = await stewardForTest({ ...options, recorder: deferred.recorder, blobs });
  const stored = new FileBlobStore(join(dataDir, 'blobs'));
  const tapes = new FileTapeRecorder({ folder: join(dataDir, 'tapes'), blobs: stored });
  return {
    bot,
    writeTapes: () => deferred.writeTo(tapes),
    async leave() {
      await bot.stop();
      await deferred.writeTo(tapes);
      for (const transcript of transcripts) await stored.put(transcript);
      await writeJournal(dataDir, await bot.entries());
    },
  };
}

export async function writeJournal(dataDir: string, entries: readonly NewEntry[]): Promise<void> {
  const journal = await openFileJournal({ folder: join(dataDir, 'journal'), durability: 'buffered' });
  for (const { at, bookId, sessionId, fact } of entries) journal.append([{ at, bookId, sessionId, fact }]);
  await journal.close();
}
