import type { JournalEntry, JournalFact } from '../domain/journal-entry.ts';
import type { EpochMs } from '../domain/time.ts';

export interface NewEntry {
  readonly at: EpochMs;
  readonly bookId: string;
  readonly sessionId: string | null;
  readonly fact: JournalFact;
}

/**
 * The append-only log of facts: the truth of which everything else is a fold.
 *
 * Contract, checked by test/contract/journal.contract.ts:
 * - `append` gives the entries their sequence numbers at once, in the order of the calls, and returns them with a promise that
 *   resolves when they are durable. Entries of one call are durable together or not at all. Calls made while a write is
 *   under way are batched into the next one.
 * - When a write fails (disk full), the promise rejects with a `storage` Fault and every later append rejects as well,
 *   since the numbers after a gap could not be trusted, until `rewrite` succeeds. What was durable before stays readable.
 * - `read` yields every durable entry from `fromSequence` on, oldest first, with versions older than today's brought up to date.
 * - A torn tail is cut off once when the journal is opened and told by `repairedBytes`; damage anywhere else refuses to open
 *   with a `journal-damaged` Fault that names the line.
 */
export interface Journal {
  append(entries: readonly NewEntry[]): JournalAppend;
  read(fromSequence?: number): AsyncIterable<JournalEntry>;
  /** The number of the newest entry, 0 when there is none. */
  readonly lastSequence: number;
  /** Bytes of an unfinished append that were cut off when the journal was opened. */
  readonly repairedBytes: number;
  /**
   * After a failed write: writes everything that was appended since, in place of what the disk took in part. Absent where a write cannot fail.
   * @returns true when all of it is durable, and appends succeed again; false when the disk still refuses.
   */
  rewrite?(): Promise<boolean>;
  /** Waits until all is durable and releases the files. */
  close(): Promise<void>;
}

export interface JournalAppend {
  readonly entries: readonly JournalEntry[];
  readonly durable: Promise<void>;
}
