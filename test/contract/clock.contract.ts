import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';

export interface ClockSubject {
  readonly clock: Clock;
  /** Lets so much time pass. */
  readonly pass: (ms: number) => Promise<void>;
  /** What was given to `onTimerFault`. */
  readonly faults: readonly unknown[];
  readonly stop: () => void;
}

/** Checks the contract of the Clock port. Spans are short, since a system clock passes them in real time. */
export function describeClock(name: string, setup: () => ClockSubject): void {
  describe(`${name} keeps the clock's contract`, () => {
    let subject: ClockSubject;
    let clock: Clock;
    let fired: string[];
    const note = (what: string) => () => {
      fired.push(what);
    };

    beforeEach(() => {
      subject = setup();
      clock = subject.clock;
      fired = [];
    });
    afterEach(() => subject.stop());

    it('goes on, in both measures', async () => {
      const before = { now: clock.now(), monotonicMs: clock.monotonicMs() };
      await subject.pass(20);
      expect(clock.now() - before.now).toBeGreaterThanOrEqual(19);
      expect(clock.monotonicMs() - before.monotonicMs).toBeGreaterThanOrEqual(19);
    });

    it('calls back once, not before its time', async () => {
      const due = clock.now() + 15;
      const firedAt: number[] = [];
      clock.at(due, () => {
        firedAt.push(clock.now());
      });
      await subject.pass(60);
      await subject.pass(30);
      expect(firedAt).toHaveLength(1);
      expect(firedAt[0]).toBeGreaterThanOrEqual(due);
    });

    it('calls back after a delay, measured monotonically', async () => {
      const start = clock.monotonicMs();
      const delays: number[] = [];
      clock.after(15, () => {
        delays.push(clock.monotonicMs() - start);
      });
      await subject.pass(60);
      expect(delays).toHaveLength(1);
      expect(delays[0]).toBeGreaterThanOrEqual(15);
    });

    it.each([
      { what: 'a time in the past', set: (callback: () => void) => clock.at(clock.now() - 1_000, callback) },
      { what: 'the present', set: (callback: () => void) => clock.at(clock.now(), callback) },
      { what: 'no delay', set: (callback: () => void) => clock.after(0, callback) },
      { what: 'a negative delay', set: (callback: () => void) => clock.after(-5, callback) },
    ])('takes $what as as soon as possible, never inside the call', async ({ set }) => {
      set(note('now'));
      expect(fired).toEqual([]);
      await subject.pass(20);
      expect(fired).toEqual(['now']);
    });

    it('fires in the order of time', async () => {
      clock.after(40, note('late'));
      clock.after(5, note('early'));
      clock.at(clock.now() + 20, note('middle'));
      await subject.pass(100);
      expect(fired).toEqual(['early', 'middle', 'late']);
    });

    it('never calls back what was cancelled, and cancelling again or late does nothing', async () => {
      const cancel = clock.after(10, note('cancelled'));
      const cancelLate = clock.after(10, note('kept'));
      cancel();
      cancel();
      await subject.pass(50);
      cancelLate();
      expect(fired).toEqual(['kept']);
    });

    it('lets a callback cancel and set other timers', async () => {
      const cancelOther = clock.after(30, note('cancelled'));
      clock.after(5, () => {
        cancelOther();
        clock.after(5, note('nested'));
      });
      await subject.pass(80);
      expect(fired).toEqual(['nested']);
    });

    it('gives the fault of a callback to its handler and goes on with the others', async () => {
      clock.after(1, () => {
        throw new Error('thrown');
      });
      clock.after(5, () => Promise.reject(new Error('rejected')));
      clock.after(10, note('other'));
      await subject.pass(60);
      expect(subject.faults).toEqual([new Error('thrown'), new Error('rejected')]);
      expect(fired).toEqual(['other']);
    });

    it('sleeps', async () => {
      const start = clock.monotonicMs();
      let sleptMs = -1;
      const sleeping = clock.sleep(10).then(() => {
        sleptMs = clock.monotonicMs() - start;
      });
      expect(sleptMs).toBe(-1);
      await subject.pass(50);
      await sleeping;
      expect(sleptMs).toBeGreaterThanOrEqual(10);
    });

    it('ends a sleep when its signal aborts', async () => {
      const controller = new AbortController();
      const sleeping = clock.sleep(3_600_000, controller.signal);
      clock.after(5, () => controller.abort());
      const outcome = expect(sleeping).rejects.toMatchObject({ name: 'Fault', code: 'cancelled' });
      await subject.pass(40);
      await outcome;
    });

    it('does not begin a sleep whose signal was aborted before', async () => {
      await expect(clock.sleep(3_600_000, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('does not hold on to the signal of a sleep that is over', async () => {
      const controller = new AbortController();
      const sleeping = clock.sleep(5, controller.signal);
      await subject.pass(40);
      await sleeping;
      controller.abort();
      await subject.pass(5);
    });
  });
}
