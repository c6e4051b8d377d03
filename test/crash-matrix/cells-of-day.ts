import { DAY_MS, type EpochMs } from '../../src/domain/time.ts';
import type { Cell } from './cells.ts';

/**
 * The cells that are run on a day: neighbours are far apart in the table, each day goes on where the day before ended, and all of them
 * have had their turn after as many days as it takes.
 */
export function cellsOfDay(
  cells: readonly Cell[],
  { now, count }: { readonly now: EpochMs; readonly count: number },
): readonly Cell[] {
  const days = Math.ceil(cells.length / count);
  const first = Math.floor(now / DAY_MS) % days;
  return cells.filter((_, index) => index % days === first);
}
