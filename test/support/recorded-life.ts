import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { Journal, JournalAppend, NewEntry } from '../../src/ports/journal.ts';
import type { SimulatorStore } from '../../src/simulator/simulated-exchange.ts';
import { createMemoryJournal } from './memory-journal.ts';

/** An instant at which a process could have been killed, and what its disk and its exchange held then. */
export interface Moment {
  readonly at: EpochMs;
  readonly entryCount: number;
  readonly recordCount: number;
}

/** What an earlier process left behind; empty when left out. */
export interface Remains {
  readonly entries: readonly JournalEntry[];
  readonly records: readonly string[];
}

const NOTHING: Remains = { entries: [], records: [] };

/**
 * The journal and the account of a process, remembering every moment at which one of them changed. The journal takes a turn of the event loop
 * to become durable, so that there are moments at which the exchange did something and the disk does not have yet what was written before.
 */
export class RecordedLife {
  readonly #memory = createMemoryJournal();
  readonly #records: string[];
  readonly #moments = new Map<string, Moment>();
  #durableCount: number;
  #now: () => EpochMs = () => 0;
  readonly journal: Journal;
  readonly store: SimulatorStore;

  constructor({ entries, records }: Remains = NOTHING) {
    this.#memory.entries.push(...entries);
    this.#records = [...records];
    this.#durableCount = entries.length;
    this.journal = this.#recordedJournal();
    this.store = {
      load: () => [...this.#records],
      append: (record) => {
        this.#records.push(record);
        this.#note();
      },
    };
  }

  /** Remembers moments from now on: what the disk would hold if it kept only what it has said to be durable, and if it kept all. */
  record(clock: { now(): EpochMs }): void {
    this.#now = () => clock.now();
    this.#moments.clear();
    this.#note();
  }

  /** In the order of their coming. */
  get moments(): readonly Moment[] {
    return [...this.#moments.values()];
  }

  remainsAt({ entryCount, recordCount }: Moment): Remains {
    return { entries: this.#memory.entries.slice(0, entryCount), records: this.#records.slice(0, recordCount) };
  }

  #recordedJournal(): Journal {
    const memory = this.#memory;
    return {
      append: (added) => this.#append(added),
      read: (fromSequence) => memory.read(fromSequence),
      get lastSequence() {
        return memory.lastSequence;
      },
      repairedBytes: 0,
      close: () => memory.close(),
    };
  }

  #append(added: readonly NewEntry[]): JournalAppend {
    const { entries } = this.#memory.append(added);
    const count = this.#memory.lastSequence;
    this.#note();
    const durable = new Promise<void>((resolve) => {
      setImmediate(() => {
        this.#durableCount = Math.max(this.#durableCount, count);
        this.#note();
        resolve();
      });
    });
    return { entries, durable };
  }

  #note(): void {
    const recordCount = this.#records.length;
    for (const entryCount of [this.#durableCount, this.#memory.lastSequence]) {
      const key = `${entryCount}/${recordCount}`;
      if (!this.#moments.has(key)) this.#moments.set(key, { at: this.#now(), entryCount, recordCount });
    }
  }
}
