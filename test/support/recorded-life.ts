import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { Journal, JournalAppend, NewEntry } from '../../src/ports/journal.ts';
import { decodeFacts } from '../../src/simulator/simulator-fact.ts';
import type { SimulatorStore } from '../../src/simulator/simulator-store.ts';
import { createMemoryJournal } from './memory-journal.ts';

/** What a process leaves behind that is killed: what its disk holds, and what its exchange does. */
export interface Remains {
  readonly entries: readonly JournalEntry[];
  readonly records: readonly string[];
}

const NOTHING: Remains = { entries: [], records: [] };

/** When the newest thing in it happened; null when nothing did. */
export function endOf({ entries, records }: Remains): EpochMs | null {
  const times = [...entries.slice(-1), ...records.slice(-1).flatMap(decodeFacts)].map(({ at }) => at);
  return times.length === 0 ? null : Math.max(...times);
}

/**
 * The journal and the account of a process, which remember every moment at which one of them changed. The journal takes a turn of the event
 * loop to become durable: a kill may leave all that was written, or only what had been said to be durable.
 */
export class RecordedLife {
  readonly #journal = createMemoryJournal();
  readonly #records: string[];
  readonly #moments = new Map<string, { readonly entryCount: number; readonly recordCount: number }>();
  #durableCount: number;
  readonly journal: Journal;
  readonly store: SimulatorStore;

  constructor({ entries, records }: Remains = NOTHING) {
    this.#journal.entries.push(...entries);
    this.#records = [...records];
    this.#durableCount = entries.length;
    this.journal = this.#slowJournal();
    this.store = {
      load: () => [...this.#records],
      append: (record) => {
        this.#records.push(record);
        this.#remember();
      },
    };
  }

  /** What a kill could have left behind, at each moment so far. */
  get remains(): readonly Remains[] {
    return [...this.#moments.values()].map(({ entryCount, recordCount }) => ({
      entries: this.#journal.entries.slice(0, entryCount),
      records: this.#records.slice(0, recordCount),
    }));
  }

  #slowJournal(): Journal {
    const journal = this.#journal;
    return {
      append: (added) => this.#append(added),
      read: (fromSequence) => journal.read(fromSequence),
      get lastSequence() {
        return journal.lastSequence;
      },
      repairedBytes: 0,
      close: () => journal.close(),
    };
  }

  #append(added: readonly NewEntry[]): JournalAppend {
    const { entries } = this.#journal.append(added);
    const count = this.#journal.lastSequence;
    this.#remember();
    const durable = new Promise<void>((resolve) => {
      setImmediate(() => {
        this.#durableCount = count;
        this.#remember();
        resolve();
      });
    });
    return { entries, durable };
  }

  #remember(): void {
    const recordCount = this.#records.length;
    for (const entryCount of [this.#durableCount, this.#journal.lastSequence])
      this.#moments.set(`${entryCount} ${recordCount}`, { entryCount, recordCount });
  }
}
