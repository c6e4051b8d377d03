import { Fault } from '../../domain/fault.ts';
import { JOURNAL_VERSION, type JournalEntry } from '../../domain/journal-entry.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, JournalAppend, NewEntry } from '../../ports/journal.ts';

/** What outlives a process: the entries that were durable when it ended, and the end of the pause that the exchange asked for. */
export interface KeptDisk {
  /** The durable entries, oldest first. */
  readonly entries: JournalEntry[];
  pausedUntil: EpochMs;
  /** While it is, writes fail. */
  isFull: boolean;
}

export function emptyDisk(): KeptDisk {
  return { entries: [], pausedUntil: 0, isFull: false };
}

interface Batch {
  readonly entries: readonly JournalEntry[];
  readonly resolve: () => void;
  readonly reject: (error: Fault) => void;
}

/** The journal of one process on a disk that outlives it. What is not durable when the process' clock dies is lost. */
export class KeptJournal implements Journal {
  readonly repairedBytes = 0;
  readonly #disk: KeptDisk;
  readonly #clock: Clock;
  readonly #latencyMs: () => DurationMs;
  #waiting: readonly Batch[] = [];
  #isWriting = false;
  #failure: Fault | null = null;
  #unwritten: readonly JournalEntry[] = [];
  #lastSequence: number;
  #idle: (() => void)[] = [];

  /** @param latencyMs  How long a write takes until it is durable, drawn anew for each. */
  constructor(disk: KeptDisk, { clock, latencyMs }: { readonly clock: Clock; readonly latencyMs: () => DurationMs }) {
    this.#disk = disk;
    this.#clock = clock;
    this.#latencyMs = latencyMs;
    this.#lastSequence = disk.entries.length;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  append(added: readonly NewEntry[]): JournalAppend {
    const first = this.#lastSequence + 1;
    const entries = added.map(
      ({ at, bookId, sessionId, fact }, index): JournalEntry => ({
        version: JOURNAL_VERSION,
        sequence: first + index,
        at,
        bookId,
        sessionId,
        // As a file would give it back: what the writer still holds cannot change what is written.
        fact: structuredClone(fact),
      }),
    );
    this.#lastSequence += entries.length;
    const durable = new Promise<void>((resolve, reject) => {
      this.#waiting = [...this.#waiting, { entries, resolve, reject }];
    });
    if (!this.#isWriting) this.#write();
    return { entries, durable };
  }

  async *read(fromSequence = 1): AsyncGenerator<JournalEntry> {
    yield* this.#disk.entries.slice(Math.max(fromSequence, 1) - 1);
  }

  rewrite(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#clock.after(this.#latencyMs(), () => {
        if (!this.#disk.isFull) {
          this.#disk.entries.push(...this.#unwritten);
          this.#unwritten = [];
          this.#failure = null;
        }
        resolve(!this.#disk.isFull);
      });
    });
  }

  close(): Promise<void> {
    if (!this.#isWriting) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Everything that waits now goes in one write; what comes meanwhile goes in the next. */
  #write(): void {
    const batches = this.#waiting;
    this.#waiting = [];
    this.#isWriting = batches.length > 0;
    if (!this.#isWriting) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#clock.after(this.#latencyMs(), () => {
      this.#finish(batches);
      this.#write();
    });
  }

  #finish(batches: readonly Batch[]): void {
    if (this.#disk.isFull) this.#failure ??= new Fault('storage', 'no space is left on the disk');
    for (const { entries, resolve, reject } of batches) {
      if (this.#failure !== null) {
        this.#unwritten = [...this.#unwritten, ...entries];
        reject(this.#failure);
        continue;
      }
      this.#disk.entries.push(...entries);
      resolve();
    }
  }
}
