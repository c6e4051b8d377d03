import { type DurationMs, type EpochMs, HOUR_MS, hourStart } from '../domain/time.ts';

/** What the schedule asks for at one instant. */
export type DueSlot =
  | { readonly tag: 'none'; readonly nextSlotAt: EpochMs }
  | { readonly tag: 'due'; readonly slotAt: EpochMs; readonly missed: MissedSlots | null }
  /** The newest slot is over-late: it is reported with the others and not run. */
  | { readonly tag: 'missed'; readonly missed: MissedSlots };

export interface MissedSlots {
  readonly oldestAt: EpochMs;
  readonly newestAt: EpochMs;
  readonly count: number;
}

/**
 * Decides which hourly slot is due, from the slots that the journal knows and nothing else: a clock that jumps ahead causes one run
 * and a report of the rest, a clock that is set back causes none twice, and a wake that never came is seen at the next one.
 *
 * @param newestSlotAt  The newest slot already run or reported; null before the first. Then only the slot of this hour counts.
 * @param lateMax  A slot that is older than this is not run any more.
 */
export function dueSlot(input: {
  readonly now: EpochMs;
  readonly newestSlotAt: EpochMs | null;
  readonly lateMax: DurationMs;
}): DueSlot {
  const slotAt = hourStart(input.now);
  const { newestSlotAt } = input;
  if (newestSlotAt !== null && slotAt <= newestSlotAt) return { tag: 'none', nextSlotAt: newestSlotAt + HOUR_MS };
  const oldestAt = newestSlotAt === null ? slotAt : newestSlotAt + HOUR_MS;
  if (input.now - slotAt > input.lateMax) {
    return newestSlotAt === null
      ? { tag: 'none', nextSlotAt: slotAt + HOUR_MS }
      : { tag: 'missed', missed: { oldestAt, newestAt: slotAt, count: countSlots(oldestAt, slotAt) } };
  }
  const missed =
    oldestAt < slotAt ? { oldestAt, newestAt: slotAt - HOUR_MS, count: countSlots(oldestAt, slotAt - HOUR_MS) } : null;
  return { tag: 'due', slotAt, missed };
}

function countSlots(first: EpochMs, last: EpochMs): number {
  return (last - first) / HOUR_MS + 1;
}
