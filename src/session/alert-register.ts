import type { FactOf, JournalEntry } from '../domain/journal-entry.ts';

/** Which alerts stand: raised and not resolved. A fold of the journal. */
export class AlertRegister {
  readonly #standing = new Map<string, FactOf<'alert-raised'>['facts']>();

  apply({ fact }: JournalEntry): void {
    if (fact.kind === 'alert-raised') this.#standing.set(fact.key, fact.facts);
    else if (fact.kind === 'alert-resolved') this.#standing.delete(fact.key);
  }

  isStanding(key: string): boolean {
    return this.#standing.has(key);
  }

  /** The keys that begin so, of alerts that stand. */
  standingWith(prefix: string): readonly string[] {
    return [...this.#standing.keys()].filter((key) => key.startsWith(prefix));
  }

  /** What was said when the alert was raised last; null when it does not stand. */
  factsOf(key: string): FactOf<'alert-raised'>['facts'] | null {
    return this.#standing.get(key) ?? null;
  }
}
