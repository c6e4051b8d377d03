import { join } from 'node:path';
import { FileTapeRecorder } from '../adapters/tape/file-tape.ts';
import { RecordingProvider } from '../adapters/tape/recording-provider.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Log } from '../ports/log.ts';
import { TAPE_FOLDER } from './folders.ts';

/** Records every call that a session makes of a vendor's models, on tapes below the data folder. */
export function recordingOn(parts: {
  readonly dataDir: string;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly log: Log;
}): (vendor: LlmProvider) => LlmProvider {
  const { dataDir, blobs, clock, log } = parts;
  const recorder = new FileTapeRecorder({ folder: join(dataDir, TAPE_FOLDER), blobs });
  const onFault = (error: unknown) => log.warn('a call of a model could not be recorded', { error });
  return (inner) => new RecordingProvider({ inner, recorder, clock, onFault });
}
