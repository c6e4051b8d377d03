import type { JournalEntry } from '../domain/journal-entry.ts';
import type { OwnerNote } from '../domain/owner-note.ts';
import type { EpochMs } from '../domain/time.ts';

/** The owner's notes for the models: a fold of the journal. */
export class NoteRegister {
  readonly #notes = new Map<number, OwnerNote>();
  #count = 0;

  apply({ at, fact }: JournalEntry): void {
    if (fact.kind === 'note-added') {
      this.#forgetExpired(at);
      this.#notes.set(fact.note.number, fact.note);
      this.#count += 1;
    } else if (fact.kind === 'note-dropped') this.#notes.delete(fact.number);
  }

  /** Those that hold at `now`, oldest first. */
  standing(now: EpochMs): readonly OwnerNote[] {
    return [...this.#notes.values()].filter(({ expiresAt }) => expiresAt > now);
  }

  get nextNumber(): number {
    return this.#count + 1;
  }

  #forgetExpired(now: EpochMs): void {
    for (const { number, expiresAt } of this.#notes.values()) if (expiresAt <= now) this.#notes.delete(number);
  }
}
