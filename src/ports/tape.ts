import type { LlmEffort } from '../domain/llm-effort.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import type { LlmReply } from './llm-provider.ts';

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal. */
export type TextHash = string;

/** What is sent to a vendor, as neutral data, its texts named by hash: no header and no address is in it. Equal requests are equal bytes as JSON. */
export interface TapedRequest {
  readonly provider: string;
  readonly model: string;
  readonly effort: LlmEffort | null;
  readonly outputTokensMax: number;
  readonly system: TextHash;
  readonly tools: TextHash;
  readonly messages: readonly TextHash[];
}

/** One attempt at a call of a model, failures included. */
export interface TapedCall {
  /** Hash of the request. */
  readonly key: TextHash;
  /** Counts from 0 among the calls of the session with this key, in the order in which they began. */
  readonly ordinal: number;
  readonly request: TapedRequest;
  readonly startedAt: EpochMs;
  readonly durationMs: DurationMs;
  readonly reply: LlmReply;
}

/** What was recorded of a session, in the order in which the calls ended. */
export interface Tape {
  readonly sessionId: string;
  readonly calls: readonly TapedCall[];
  /** A text of a request; null where it is no longer kept. */
  textOf(hash: TextHash): string | null;
}

/**
 * Takes down the calls of models, each session by itself.
 *
 * Contract, checked by test/adapters/tape/file-tape.test.ts: a call is in the file when `keep` resolves, so that a process that is killed
 * leaves every call that had ended. `texts` holds the request's texts by their hashes; one that is there already is not stored again.
 */
export interface TapeRecorder {
  keep(sessionId: string, call: TapedCall, texts: ReadonlyMap<TextHash, string>): Promise<void>;
}
