import { JOURNAL_VERSION, type JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Journal, JournalAppend, NewEntry } from '../../src/ports/journal.ts';

/** A journal without a disk: entries are durable at once and are there to be looked at. */
export function createMemoryJournal(): Journal & { readonly entries: JournalEntry[] } {
  const entries: JournalEntry[] = [];

  function append(added: readonly NewEntry[]): JournalAppend {
    const first = entries.length + 1;
    const numbered = added.map(({ at, bookId, sessionId, fact }, index) => ({
      version: JOURNAL_VERSION,
      sequence: first + index,
      at,
      bookId,
      sessionId,
      fact,
    }));
    entries.push(...numbered);
    return { entries: numbered, durable: Promise.resolve() };
  }

  async function* read(fromSequence = 1): AsyncGenerator<JournalEntry> {
    yield* entries.slice(Math.max(fromSequence, 1) - 1);
  }

  return {
    entries,
    append,
    read,
    get lastSequence() {
      return entries.length;
    },
    repairedBytes: 0,
    close: () => Promise.resolve(),
  };
}
