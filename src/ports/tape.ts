import type { Candle } from '../domain/candle.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import type { LanguageModel } from '../domain/language-model.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Marks } from '../domain/position.ts';
import type { FearGreed } from '../domain/sentiment.ts';
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

/** Where a session stood when it judged: the clock, and the newest entry of the journal that it knew. */
export interface Moment {
  readonly at: EpochMs;
  readonly upTo: number;
}

/** What a session read before it deliberated. */
export interface SessionReads {
  readonly asOf: EpochMs;
  readonly fearGreed: FearGreed;
  readonly marks: Marks;
  /** When the guard's situation, the table and the memory for the models were taken. */
  readonly outset: Moment;
}

/** What holds for a session without being read by it: who could be asked, under which rules, and with which words. */
export interface Circumstances {
  /** The effective values of the configuration, by dotted key. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly instruments: readonly Instrument[];
  readonly fees: FeeSchedule;
  readonly models: readonly LanguageModel[];
  /** Names of those who could be asked. */
  readonly providers: readonly string[];
  /** Vendors whose address leads to somebody else's models, with the host. */
  readonly elsewhere: Readonly<Record<string, string>>;
  readonly promptsHash: TextHash;
}

/** The reads of a session as they stand on its tape, long texts by hash. */
export interface TapedReads {
  readonly sessionId: string;
  readonly asOf: EpochMs;
  readonly outset: Moment;
  readonly fearGreed: FearGreed;
  /** Of the marks. */
  readonly marks: TextHash;
  readonly circumstances: TextHash;
  readonly candles: TapedCandles;
}

/** Opening time, open, high, low, close, volume. */
export type CandleRow = readonly [EpochMs, number, number, number, number, number];

/** The hourly candles behind a snapshot, in the order in which they were read; those of the day that runs stand last. */
export interface TapedCandles {
  /** Of the list of chunks of each symbol: a month that is over is one, in the running month each day. */
  readonly past: TextHash;
  readonly today: Readonly<Record<MarketSymbol, readonly CandleRow[]>>;
}

/** What was recorded of a session, its calls in the order in which they ended. */
export interface Tape {
  readonly sessionId: string;
  readonly calls: readonly TapedCall[];
  /** Null where only calls were recorded, or the process ended before. */
  readonly reads: TapedReads | null;
  /** When the signals were judged; null where that was not reached. */
  readonly assessment: Moment | null;
  /** A text of a request; null where it is no longer kept. */
  textOf(hash: TextHash): string | null;
}

/**
 * Writes tapes, each session by itself.
 *
 * Contract, checked by test/adapters/tape/file-tape.test.ts: what was given is in the file when the promise resolves, so that a process
 * that is killed leaves every call that had ended. `texts` holds the texts by their hashes; one that is there already is not stored again.
 */
export interface TapeRecorder {
  keep(sessionId: string, call: TapedCall, texts: ReadonlyMap<TextHash, string>): Promise<void>;
  keepReads(reads: TapedReads, texts: ReadonlyMap<TextHash, string>): Promise<void>;
  keepAssessment(sessionId: string, moment: Moment): Promise<void>;
}

/** Takes down what a session reads besides its models. It never throws and never rejects: a session is worth more than its tape. */
export interface SessionTape {
  /** Candles as they were read, on behalf of whatever session; all that were ever read stand behind each snapshot. */
  noteCandles(symbol: MarketSymbol, candles: readonly Candle[]): void;
  keepReads(sessionId: string, reads: SessionReads): Promise<void>;
  keepAssessment(sessionId: string, moment: Moment): Promise<void>;
}
