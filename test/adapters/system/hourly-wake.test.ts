import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scheduleWakes } from '../../../src/adapters/system/hourly-wake.ts';

const HOUR_MS = 3_600_000;

describe('wakes', () => {
  let wokenAt: string[] = [];
  let wakes: { stop(): void };

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2024, 0, 1, 12, 58, 30) });
    wokenAt = [];
    wakes = scheduleWakes({ onWake: () => wokenAt.push(new Date().toISOString().slice(11, 19)) });
  });
  afterEach(() => {
    wakes.stop();
    vi.useRealTimers();
  });

  it('come five seconds after every full minute, and so after every full hour', async () => {
    await vi.advanceTimersByTimeAsync(150_000);
    expect(wokenAt).toEqual(['12:59:05', '13:00:05']);
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    expect(wokenAt).toHaveLength(2 + 2 * 60);
    expect(wokenAt.every((time) => time.endsWith(':05'))).toBe(true);
  });

  it('end when they are stopped', async () => {
    wakes.stop();
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(wokenAt).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('come once, not for every minute missed, when the clock is set forward or the machine has slept', async () => {
    vi.setSystemTime(Date.UTC(2024, 0, 1, 23, 10, 0));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wokenAt.length).toBeGreaterThanOrEqual(1);
    expect(wokenAt.length).toBeLessThanOrEqual(2);
    const before = wokenAt.length;
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(wokenAt).toHaveLength(before + 10);
  });

  it('go on within two minutes when the clock is set back', async () => {
    vi.setSystemTime(Date.UTC(2024, 0, 1, 2, 0, 0));
    await vi.advanceTimersByTimeAsync(120_000);
    const before = wokenAt.length;
    expect(before).toBeGreaterThanOrEqual(1);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(wokenAt).toHaveLength(before + 10);
  });
});
