import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EpochMs, HOUR_MS, hourStart, MINUTE_MS } from '../../src/domain/time.ts';
import { type DueSlot, dueSlot } from '../../src/session/due-slot.ts';

const NOON = Date.UTC(2024, 2, 1, 12);
const LATE_MAX = 20 * MINUTE_MS;

function due(now: EpochMs, newestSlotAt: EpochMs | null): DueSlot {
  return dueSlot({ now, newestSlotAt, lateMax: LATE_MAX });
}

describe('the slot that is due', () => {
  it.each<{ name: string; now: EpochMs; newest: EpochMs | null; expected: DueSlot }>([
    { name: 'is the first one of a new journal', now: NOON, newest: null, expected: { tag: 'due', slotAt: NOON, missed: null } },
    {
      name: 'is none for a new journal that begins late in the hour',
      now: NOON + LATE_MAX + 1,
      newest: null,
      expected: { tag: 'none', nextSlotAt: NOON + HOUR_MS },
    },
    {
      name: 'is none in an hour that was dealt with',
      now: NOON + 5 * MINUTE_MS,
      newest: NOON,
      expected: { tag: 'none', nextSlotAt: NOON + HOUR_MS },
    },
    {
      name: 'is the next one when its hour begins',
      now: NOON + HOUR_MS,
      newest: NOON,
      expected: { tag: 'due', slotAt: NOON + HOUR_MS, missed: null },
    },
    {
      name: 'is still the same at the last moment in which it may be late',
      now: NOON + HOUR_MS + LATE_MAX,
      newest: NOON,
      expected: { tag: 'due', slotAt: NOON + HOUR_MS, missed: null },
    },
    {
      name: 'is missed a moment later',
      now: NOON + HOUR_MS + LATE_MAX + 1,
      newest: NOON,
      expected: { tag: 'missed', missed: { oldestAt: NOON + HOUR_MS, newestAt: NOON + HOUR_MS, count: 1 } },
    },
    {
      name: 'is the newest of several, the others missed',
      now: NOON + 5 * HOUR_MS,
      newest: NOON,
      expected: {
        tag: 'due',
        slotAt: NOON + 5 * HOUR_MS,
        missed: { oldestAt: NOON + HOUR_MS, newestAt: NOON + 4 * HOUR_MS, count: 4 },
      },
    },
    {
      name: 'is none while the clock is before what was dealt with',
      now: NOON - 3 * HOUR_MS,
      newest: NOON,
      expected: { tag: 'none', nextSlotAt: NOON + HOUR_MS },
    },
  ])('$name', ({ now, newest, expected }) => {
    expect(due(now, newest)).toEqual(expected);
  });
});

/** What becomes of the slots when somebody asks at these times, one after the other. */
function wakeAt(times: readonly EpochMs[]): { readonly run: readonly EpochMs[]; readonly told: readonly EpochMs[] } {
  const run: EpochMs[] = [];
  const told: EpochMs[] = [];
  let newestSlotAt: EpochMs | null = null;
  for (const now of times) {
    const slot = due(now, newestSlotAt);
    if (slot.tag === 'none') continue;
    if (slot.missed !== null) {
      for (let at = slot.missed.oldestAt; at <= slot.missed.newestAt; at += HOUR_MS) told.push(at);
      expect(told.slice(-slot.missed.count)[0]).toBe(slot.missed.oldestAt);
      newestSlotAt = slot.missed.newestAt;
    }
    if (slot.tag === 'due') {
      run.push(slot.slotAt);
      newestSlotAt = slot.slotAt;
    }
  }
  return { run, told };
}

const anyWakes = fc.array(fc.integer({ min: -40 * 60, max: 40 * 60 }), { minLength: 1, maxLength: 60 }).map((minutes) => {
  let at = NOON;
  return minutes.map((minute) => {
    at += minute * MINUTE_MS;
    return at;
  });
});
const forwardWakes = fc
  .array(fc.integer({ min: 0, max: 40 * 60 }), { minLength: 1, maxLength: 60 })
  .map((minutes) =>
    minutes.map((_, index) => NOON + minutes.slice(0, index + 1).reduce((sum, next) => sum + next, 0) * MINUTE_MS),
  );

describe('slots', () => {
  it('are run at most once, never told as missed when they ran, and never go back, whatever the clock does', () => {
    fc.assert(
      fc.property(anyWakes, (times) => {
        const { run, told } = wakeAt(times);
        const all = [...run, ...told];
        expect(new Set(all).size).toBe(all.length);
        expect([...run].sort((one, other) => one - other)).toEqual(run);
        for (const slotAt of run) expect(slotAt % HOUR_MS).toBe(0);
      }),
    );
  });

  it('are all run or told while time goes on, from the first to the newest', () => {
    fc.assert(
      fc.property(forwardWakes, (times) => {
        const { run, told } = wakeAt(times);
        const all = [...run, ...told].sort((one, other) => one - other);
        const [first] = all;
        expect(all).toEqual(all.map((_, index) => (first ?? 0) + index * HOUR_MS));
        const last = times.at(-1) ?? NOON;
        if (first !== undefined) expect(all.at(-1)).toBe(hourStart(last));
      }),
    );
  });

  it('make one run and one report of the others when the clock jumps ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 20 }), (hours, minutes) => {
        const { run, told } = wakeAt([NOON, NOON + hours * HOUR_MS + minutes * MINUTE_MS]);
        expect(run).toEqual([NOON, NOON + hours * HOUR_MS]);
        expect(told).toHaveLength(hours - 1);
      }),
    );
  });

  it('make nothing when the clock is set back, and go on when it comes where it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (hours) => {
        const back = Array.from({ length: hours + 2 }, (_, index) => NOON + (index - hours) * HOUR_MS);
        expect(wakeAt([NOON, ...back]).run).toEqual([NOON, NOON + HOUR_MS]);
      }),
    );
  });

  it('come to the same for a burst of wakes as for one', () => {
    fc.assert(
      fc.property(forwardWakes, fc.integer({ min: 2, max: 5 }), (times, copies) => {
        expect(wakeAt(times.flatMap((at) => Array<EpochMs>(copies).fill(at)))).toEqual(wakeAt(times));
      }),
    );
  });
});
