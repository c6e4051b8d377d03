import type { JournalEntry } from '../domain/journal-entry.ts';
import { RISK_LIMITS } from '../risk/limits.ts';

const SECTION = 'limits.';

/**
 * The limits of the guard up to which the host lets the files go: a fold of the journal. The files make them stricter by themselves, and
 * looser only by an approval; what a chat set over them stands elsewhere.
 */
export class LimitRegister {
  readonly #values = new Map<string, number>();
  #revision = 0;

  apply({ sequence, fact }: JournalEntry): void {
    if (fact.kind === 'limits-approved') {
      for (const [key, value] of Object.entries(fact.values)) this.#values.set(key, value);
      this.#revision = sequence;
    } else if (fact.kind === 'override-ended' && fact.why !== 'undone') {
      // What held by chat does not become looser because the file was edited.
      const key = limitOf(fact.key);
      if (key !== null) this.#values.set(key, stricterOf(key, Number(fact.value), this.#values.get(key)));
    }
  }

  /** The entry in which they were last set: an approval counts for one revision only, and so only once. */
  get revision(): number {
    return this.#revision;
  }

  /** Null for a limit that no journal entry names. */
  valueOf(key: string): number | null {
    return this.#values.get(key) ?? null;
  }
}

/** The stricter of two values of a limit. */
export function stricterOf(key: string, value: number, other: number | undefined): number {
  if (other === undefined) return value;
  const stricter = RISK_LIMITS.find((limit) => limit.key === key)?.stricter ?? 'lower';
  return stricter === 'lower' ? Math.min(value, other) : Math.max(value, other);
}

/** The limit of a dotted key; null for a key of another section. */
export function limitOf(key: string): string | null {
  return key.startsWith(SECTION) ? key.slice(SECTION.length) : null;
}
