import type { JournalEntry } from '../domain/journal-entry.ts';
import type { Actor } from '../domain/proposal.ts';
import type { SettingChange } from '../domain/shown-setting.ts';
import type { EpochMs } from '../domain/time.ts';

/** A value that a person set by chat. */
export interface Override {
  readonly key: string;
  readonly value: string;
  /** What the file said when it was set: once it says something else, the override ends. */
  readonly fileValue: string;
  readonly by: Actor;
  readonly at: EpochMs;
}

/** Enough to see where a value comes from. */
const HISTORY_LENGTH_MAX = 10;

/** What was set by chat over the files, and by whom each key was changed: a fold of the journal. */
export class OverrideRegister {
  /** Oldest first; a key that was set twice stands there twice, so that undoing goes back one step. */
  #sets: readonly Override[] = [];
  readonly #history = new Map<string, readonly SettingChange[]>();

  apply({ at, fact }: JournalEntry): void {
    if (fact.kind === 'override-set') {
      const { key, value, fileValue, by } = fact;
      this.#note(key, { at, from: this.standing(key)?.value ?? fileValue, to: value, by });
      this.#sets = [...this.#sets, { key, value, fileValue, by, at }];
    } else if (fact.kind === 'override-ended' && fact.why === 'undone') {
      const undone = this.#sets.findLast(({ key }) => key === fact.key);
      this.#sets = this.#sets.filter((set) => set !== undone);
      const to = this.standing(fact.key)?.value ?? undone?.fileValue ?? fact.value;
      this.#note(fact.key, { at, from: fact.value, to, by: fact.by });
    } else if (fact.kind === 'override-ended') this.#sets = this.#sets.filter(({ key }) => key !== fact.key);
    else if (fact.kind === 'configuration-changed' && fact.by.kind !== 'person')
      this.#note(fact.key, { at, from: fact.from, to: fact.to, by: fact.by });
  }

  /** What holds for a key; null when nothing was set for it. */
  standing(key: string): Override | null {
    return this.#sets.findLast((set) => set.key === key) ?? null;
  }

  /** What holds, one for each key, the newest last. */
  all(): readonly Override[] {
    return this.#sets.filter((set) => this.standing(set.key) === set);
  }

  /** What was set last, newest first: several keys when they were set in one step, by one append to the journal. */
  get newestStep(): readonly Override[] {
    const newest = this.#sets.at(-1);
    return this.#sets.filter(({ at }) => at === newest?.at).toReversed();
  }

  /** The newest changes of a key, oldest first. */
  historyOf(key: string): readonly SettingChange[] {
    return this.#history.get(key) ?? [];
  }

  #note(key: string, change: SettingChange): void {
    this.#history.set(key, [...this.historyOf(key), change].slice(-HISTORY_LENGTH_MAX));
  }
}
