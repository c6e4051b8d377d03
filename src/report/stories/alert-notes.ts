import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { EpochMs } from '../../domain/time.ts';

/** An alert since it was last resolved. */
export interface AlertNote {
  readonly raisedAt: EpochMs;
  readonly count: number;
}

/** Which alerts stand, and which of them a fact of its own has told already. */
export class AlertNotes {
  readonly #alerts = new Map<string, AlertNote>();
  readonly #driftKeys = new Set<string>();

  apply({ at, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'alert-raised': {
        const known = this.#alerts.get(fact.key);
        this.#alerts.set(fact.key, { raisedAt: known?.raisedAt ?? at, count: (known?.count ?? 0) + 1 });
        break;
      }
      case 'alert-resolved':
        this.#alerts.delete(fact.key);
        this.#driftKeys.delete(fact.key);
        break;
      case 'drift-found':
        this.#driftKeys.add(driftKey(fact.asset));
        break;
      default:
    }
  }

  of(key: string): AlertNote | null {
    return this.#alerts.get(key) ?? null;
  }

  /** True for the alert beside a drift: the drift's own message says more. */
  isTold(key: string): boolean {
    return this.#driftKeys.has(key);
  }
}

/** The key of the alert that is raised together with a drift. */
function driftKey(asset: string): string {
  return `drift-${asset}`;
}
