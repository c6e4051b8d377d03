import { invariant } from '../domain/invariant.ts';
import { JOURNAL_VERSION, type JournalEntry, type JournalFact, type JournalFactKind } from '../domain/journal-entry.ts';
import type { Journal, JournalAppend, NewEntry } from '../ports/journal.ts';
import { firstDifference, type ValueDifference } from './first-difference.ts';

/** What the judging stages of a session write. */
const JUDGED: readonly JournalFactKind[] = [
  'snapshot-taken',
  'model-called',
  'agent-finished',
  'votes-aggregated',
  'signal-received',
  'signal-assessed',
];

export type EntryDifference =
  | ({ readonly tag: 'changed'; readonly sequence: number; readonly kind: JournalFactKind } & ValueDifference)
  /** It stands in the journal, and the replay did not write it. */
  | { readonly tag: 'missing'; readonly sequence: number; readonly kind: JournalFactKind }
  /** The replay wrote it, and it does not stand in the journal. */
  | { readonly tag: 'surplus'; readonly kind: JournalFactKind; readonly replayed: string };

/**
 * The journal of a session that is run again. What was written then is known to the replay as it comes to it: the entries of others in
 * their order, its own when it writes them, each compared with the one that stands there. Nothing is written anywhere.
 */
export class RecordedJournal implements Journal {
  readonly repairedBytes = 0;
  /** Entries that the replay does not write itself, not told yet. */
  readonly #others: JournalEntry[];
  /** Entries that the replay is to write. An answer that was given up may be booked late, so calls have an order of their own. */
  readonly #due: { readonly calls: JournalEntry[]; readonly rest: JournalEntry[] };
  readonly #recorded: number;
  readonly #differences: EntryDifference[] = [];
  #identical = 0;
  #lastSequence = 0;
  #upTo: number;

  /** @param parts.entries  All that the journal holds, oldest first. */
  constructor({ entries, sessionId }: { readonly entries: readonly JournalEntry[]; readonly sessionId: string }) {
    const judged = entries.filter((entry) => entry.sessionId === sessionId && JUDGED.includes(entry.fact.kind));
    const own = new Set(judged);
    this.#others = entries.filter((entry) => !own.has(entry));
    this.#due = { calls: judged.filter(isCall), rest: judged.filter((entry) => !isCall(entry)) };
    this.#recorded = judged.length;
    const [snapshot] = this.#due.rest;
    invariant(snapshot?.fact.kind === 'snapshot-taken', 'a session without a snapshot cannot be run again');
    this.#upTo = snapshot.sequence - 1;
  }

  /** Lets the next `read` tell what others wrote up to this entry. */
  reveal(upTo: number): void {
    this.#upTo = upTo;
  }

  async *read(): AsyncGenerator<JournalEntry> {
    yield* this.#othersUpTo(this.#upTo);
  }

  append(added: readonly NewEntry[]): JournalAppend {
    const entries = added.flatMap((entry) => this.#meet(entry));
    return { entries, durable: Promise.resolve() };
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** How the entries compare; those that were not written count as missing by now. */
  compare(): { readonly recorded: number; readonly identical: number; readonly differences: readonly EntryDifference[] } {
    const missing = [...this.#due.calls, ...this.#due.rest].map(
      ({ sequence, fact }): EntryDifference => ({ tag: 'missing', sequence, kind: fact.kind }),
    );
    return { recorded: this.#recorded, identical: this.#identical, differences: [...this.#differences, ...missing] };
  }

  /** The entry that stands in the journal, after those of others before it: the replay goes on from what really was. */
  #meet({ fact, ...address }: NewEntry): readonly JournalEntry[] {
    const due = (fact.kind === 'model-called' ? this.#due.calls : this.#due.rest).shift();
    if (due === undefined) {
      this.#differences.push({ tag: 'surplus', kind: fact.kind, replayed: JSON.stringify(fact) });
      return [{ version: JOURNAL_VERSION, sequence: this.#lastSequence, ...address, fact }];
    }
    const difference = differenceOf(due, { fact, ...address });
    if (difference === null) this.#identical += 1;
    else this.#differences.push({ tag: 'changed', sequence: due.sequence, kind: due.fact.kind, ...difference });
    const before = this.#othersUpTo(due.sequence);
    this.#lastSequence = Math.max(this.#lastSequence, due.sequence);
    return [...before, due];
  }

  #othersUpTo(sequence: number): readonly JournalEntry[] {
    const later = this.#others.findIndex((entry) => entry.sequence > sequence);
    const told = this.#others.splice(0, later === -1 ? this.#others.length : later);
    this.#lastSequence = Math.max(this.#lastSequence, told.at(-1)?.sequence ?? 0);
    return told;
  }
}

function differenceOf(due: JournalEntry, made: Pick<NewEntry, 'bookId' | 'sessionId'> & { readonly fact: JournalFact }) {
  return (
    firstDifference(due.fact, made.fact) ??
    firstDifference({ bookId: due.bookId, sessionId: due.sessionId }, { bookId: made.bookId, sessionId: made.sessionId })
  );
}

function isCall({ fact }: JournalEntry): boolean {
  return fact.kind === 'model-called';
}
