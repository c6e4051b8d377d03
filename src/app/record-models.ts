import { join } from 'node:path';
import { FileTapeRecorder } from '../adapters/tape/file-tape.ts';
import { RecordingProvider } from '../adapters/tape/recording-provider.ts';
import { RecordingSession } from '../adapters/tape/recording-session.ts';
import { isRefusal } from '../adapters/tape/taped-refusals.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Log } from '../ports/log.ts';
import type { Circumstances, SessionTape, TapeRecorder } from '../ports/tape.ts';
import { TAPE_FOLDER } from './folders.ts';

/** Takes sessions down, so that they can be run again without asking anybody. */
export interface Recording {
  /** Stands right around a vendor, so that every attempt passes through it. */
  vendor(vendor: LlmProvider): LlmProvider;
  /** Stands around all that guards a vendor, for the answers of its breaker. */
  guarded(provider: LlmProvider): LlmProvider;
  /** For everything else that sessions read. */
  sessions(circumstances: () => Circumstances): SessionTape;
}

/** Records on tapes below the data folder. */
export function recordingOn(parts: {
  readonly dataDir: string;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly log: Log;
}): Recording {
  const { dataDir, blobs, clock, log } = parts;
  const recorder = new FileTapeRecorder({ folder: join(dataDir, TAPE_FOLDER), blobs });
  return recordingBy(recorder, { clock, log });
}

export function recordingBy(
  recorder: TapeRecorder,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, 'warn'> },
): Recording {
  const onFault = (error: unknown) => log.warn('a part of a session could not be recorded', { error });
  return {
    vendor: (inner) => new RecordingProvider({ inner, recorder, clock, onFault }),
    guarded: (inner) => new RecordingProvider({ inner, recorder, clock, onFault, keeps: isRefusal }),
    sessions: (circumstances) => new RecordingSession({ recorder, circumstances, onFault }),
  };
}
