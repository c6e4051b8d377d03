import { type Quantity, quantity, subtract, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { FactOf, JournalEntry } from '../../domain/journal-entry.ts';
import type { Asset } from '../../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../../domain/time.ts';

/** Whoever trades on the account by other means changes it all the time: it is told this often at most, as one sum. */
const TOLD_EVERY_MS = HOUR_MS;

/** What lay beside the book when it was told last. */
export class OutsideNotes {
  #last: FactOf<'outside-counted'>['holdings'] | null = null;
  #toldAt: EpochMs | null = null;

  apply(entry: JournalEntry): void {
    const { at, fact } = entry;
    if (fact.kind !== 'outside-counted') return;
    const isTold = this.changesAt(at, fact).length > 0;
    if (isTold) this.#toldAt = at;
    if (isTold || this.#last === null) this.#last = fact.holdings;
  }

  /** What changed since it was told last, if it is to be told now; nothing of the first count, which only says what was there already. */
  changesAt(at: EpochMs, { holdings }: FactOf<'outside-counted'>): readonly (readonly [Asset, Quantity])[] {
    const last = this.#last;
    if (last === null || (this.#toldAt !== null && at - this.#toldAt < TOLD_EVERY_MS)) return [];
    return Object.entries(holdings).flatMap(([asset, held]): readonly (readonly [Asset, Quantity])[] => {
      const moved = subtract(quantity(held), quantity(last[asset] ?? ZERO_QUANTITY));
      return moved.isZero() ? [] : [[asset, moved]];
    });
  }
}
