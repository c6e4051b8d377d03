import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { describeClock } from '../../contract/clock.contract.ts';

describeClock('The system clock', () => {
  const faults: unknown[] = [];
  const clock = new SystemClock({ onTimerFault: (fault) => faults.push(fault) });
  return { clock, faults, pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms + 5)), stop: () => undefined };
});

const DAY_MS = 86_400_000;

describe('the system clock in virtual time', () => {
  const clock = new SystemClock({ onTimerFault: () => undefined });
  let fired = 0;
  const count = () => {
    fired += 1;
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2024, 0, 1) });
    fired = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    { what: 'after', set: () => clock.after(60 * DAY_MS, count) },
    { what: 'at', set: () => clock.at(clock.now() + 60 * DAY_MS, count) },
  ])('waits sixty days with `$what`, longer than a timer of Node can', async ({ set }) => {
    set();
    await vi.advanceTimersByTimeAsync(60 * DAY_MS - 1);
    expect(fired).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(fired).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cancels a long wait in its middle', async () => {
    const cancel = clock.after(60 * DAY_MS, count);
    await vi.advanceTimersByTimeAsync(40 * DAY_MS);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fires within a minute when the clock is set beyond an instant, and waits on when it is set back', async () => {
    clock.at(clock.now() + DAY_MS, count);
    vi.setSystemTime(clock.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(fired).toBe(0);
    vi.setSystemTime(clock.now() + DAY_MS);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fired).toBe(1);
  });

  it('keeps a delay when the clock is set', async () => {
    clock.after(10_000, count);
    vi.setSystemTime(clock.now() + DAY_MS);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(fired).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(fired).toBe(1);
  });
});
