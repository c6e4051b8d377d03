import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/domain/invariant.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { describeClock } from '../contract/clock.contract.ts';

const START = 1_704_067_200_000;

describeClock('The simulated clock', () => {
  const faults: unknown[] = [];
  const clock = new SimulatedClock({ startAt: START, onTimerFault: (fault) => faults.push(fault) });
  return { clock, faults, pass: (ms) => clock.advanceTo(clock.now() + ms), stop: () => undefined };
});

const create = () => new SimulatedClock({ startAt: START });

describe('the simulated clock', () => {
  it('stands still until it is moved', async () => {
    const clock = create();
    const fired: number[] = [];
    clock.after(0, () => {
      fired.push(clock.now());
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect({ now: clock.now(), monotonicMs: clock.monotonicMs(), fired }).toEqual({ now: START, monotonicMs: 0, fired: [] });
    await clock.advanceTo(START);
    expect(fired).toEqual([START]);
  });

  it('is at each timer’s time while it fires, and at the end of the move afterwards', async () => {
    const clock = create();
    const seen: number[] = [];
    for (const delay of [30, 10, 20, 70]) {
      clock.after(delay, () => {
        seen.push(clock.monotonicMs());
      });
    }
    await clock.advanceTo(START + 50);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(START + 50);
    expect(clock.nextTimerAt).toBe(START + 70);
  });

  it('fires timers in the order of time, then of setting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), async (delays) => {
        const clock = create();
        const fired: { delay: number; index: number }[] = [];
        for (const [index, delay] of delays.entries()) {
          clock.after(delay, () => {
            fired.push({ delay, index });
          });
        }
        await clock.advanceTo(START + 2);
        await clock.advanceTo(START + 5);
        const expected = delays.map((delay, index) => ({ delay, index })).sort((left, right) => left.delay - right.delay);
        expect(fired).toEqual(expected);
        expect(clock.nextTimerAt).toBeNull();
      }),
    );
  });

  it('waits for a callback before the next one', async () => {
    const clock = create();
    const events: string[] = [];
    clock.after(1, async () => {
      events.push('first begins');
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`first ends at ${clock.monotonicMs()}`);
    });
    clock.after(2, () => {
      events.push('second');
    });
    await clock.advanceTo(START + 10);
    expect(events).toEqual(['first begins', 'first ends at 1', 'second']);
  });

  it('honours timers that are set while it moves, those of the past included', async () => {
    const clock = create();
    const seen: string[] = [];
    const note = (what: string) => () => {
      seen.push(`${what} at ${clock.monotonicMs()}`);
    };
    clock.after(10, () => {
      clock.at(START + 5, note('past'));
      clock.after(5, note('nested'));
      clock.after(100, note('later'));
    });
    clock.after(10, note('set before'));
    await clock.advanceTo(START + 50);
    expect(seen).toEqual(['set before at 10', 'past at 10', 'nested at 15']);
    expect(clock.nextTimerAt).toBe(START + 110);
  });

  it('lets a sleeper go on before time does, again and again', async () => {
    const clock = create();
    const seen: number[] = [];
    const worker = async () => {
      for (let round = 0; round < 3; round += 1) {
        await clock.sleep(10);
        for (let step = 0; step < 20; step += 1) await Promise.resolve();
        seen.push(clock.monotonicMs());
      }
    };
    const working = worker();
    clock.after(11, () => undefined);
    await clock.advanceTo(START + 100);
    await working;
    expect(seen).toEqual([10, 20, 30]);
  });

  it('can be moved timer by timer', async () => {
    const clock = create();
    let count = 0;
    const repeat = () => {
      count += 1;
      if (count < 5) clock.after(7, repeat);
    };
    clock.after(7, repeat);
    for (let next = clock.nextTimerAt; next !== null; next = clock.nextTimerAt) await clock.advanceTo(next);
    expect({ count, monotonicMs: clock.monotonicMs() }).toEqual({ count: 5, monotonicMs: 35 });
  });

  it.each([START - 1, Number.NaN])('refuses to be moved to %d', async (at) => {
    await expect(create().advanceTo(at)).rejects.toBeInstanceOf(InvariantError);
  });

  it('refuses to be moved while it moves', async () => {
    const clock = create();
    clock.after(1, () => clock.advanceTo(START + 5));
    await expect(clock.advanceTo(START + 10)).rejects.toThrow(/already being moved/);
  });

  it('refuses a timer without a time', () => {
    expect(() => create().after(Number.NaN, () => undefined)).toThrow(InvariantError);
  });

  it('rejects the move with the first fault of a callback when nobody else takes it, after the others have fired', async () => {
    const clock = create();
    let others = 0;
    for (const message of ['first', 'second']) {
      clock.after(1, () => {
        throw new Error(message);
      });
    }
    clock.after(2, () => {
      others += 1;
    });
    await expect(clock.advanceTo(START + 10)).rejects.toThrow('first');
    expect({ others, now: clock.now() }).toEqual({ others: 1, now: START + 10 });
    await clock.advanceTo(START + 20);
  });
});
