import { describe, expect, it, onTestFinished } from 'vitest';
import { FollowingClock, openFollowingClock } from '../../../src/adapters/system/following-clock.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { describeClock } from '../../contract/clock.contract.ts';

const START = Date.UTC(2024, 0, 1);
const SERVER_START = Date.UTC(2030, 0, 1);

describeClock('A following clock', () => {
  const faults: unknown[] = [];
  const inner = new SimulatedClock({ startAt: START, onTimerFault: (fault) => faults.push(fault) });
  const clock = new FollowingClock({ inner, speed: 4, serverAt: SERVER_START });
  return { clock, faults, pass: (ms) => inner.advanceTo(inner.now() + ms / 4), stop: () => undefined };
});

async function follow(serverAt: (elapsedMs: number) => number) {
  const inner = new SimulatedClock({ startAt: START });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const faults: unknown[] = [];
  const opening = openFollowingClock({
    inner,
    fetchServerTime: async () => serverAt(inner.now() - START),
    signal: stop.signal,
    onFault: (error) => void faults.push(error),
  });
  const outcome = opening.catch((error: unknown) => error);
  await pass(inner, 1_000);
  return { inner, faults, clock: await outcome };
}

async function pass(inner: SimulatedClock, durationMs: number): Promise<void> {
  const end = inner.now() + durationMs;
  while (inner.now() < end) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await inner.advanceTo(Math.min(end, inner.nextTimerAt ?? end));
  }
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a clock that follows another', () => {
  it.each([
    [1, 1],
    [60, 60],
    [3_600, 3_600],
    [2.4, 2.4],
  ])('runs at its speed: %d', async (speed, expected) => {
    const { clock, inner } = await follow((elapsedMs) => SERVER_START + elapsedMs * speed);
    if (!(clock instanceof FollowingClock)) throw new Error(String(clock));
    expect(clock.speed).toBeCloseTo(expected, 5);
    await pass(inner, 60_000);
    expect(clock.now()).toBe(Math.floor(SERVER_START + 61_000 * speed));
  });

  it('waits by the other clock', async () => {
    const { clock, inner } = await follow((elapsedMs) => SERVER_START + elapsedMs * 60);
    if (!(clock instanceof FollowingClock)) throw new Error(String(clock));
    let fired = 0;
    clock.after(3_600_000, () => {
      fired += 1;
    });
    await pass(inner, 59_999);
    expect(fired).toBe(0);
    await pass(inner, 1);
    expect(fired).toBe(1);
  });

  it('catches up with a jump of the other clock, and never goes back', async () => {
    let jumpMs = 0;
    const { clock, inner } = await follow((elapsedMs) => SERVER_START + elapsedMs + jumpMs);
    if (!(clock instanceof FollowingClock)) throw new Error(String(clock));
    jumpMs = 3_600_000;
    await pass(inner, 5_000);
    expect(clock.now()).toBe(SERVER_START + 6_000 + 3_600_000);
    jumpMs = -3_600_000;
    await pass(inner, 5_000);
    const before = clock.now();
    await pass(inner, 5_000);
    expect(clock.now()).toBe(before + 2_500);
  });

  it('comes back to the other clock when its speed was measured too high, without going back', async () => {
    const { clock, inner } = await follow((elapsedMs) => SERVER_START + elapsedMs * 120 + (elapsedMs === 1_000 ? 4_000 : 0));
    if (!(clock instanceof FollowingClock)) throw new Error(String(clock));
    expect(clock.speed).toBe(124);
    let before = clock.now();
    for (let second = 0; second < 60; second += 1) {
      await pass(inner, 1_000);
      expect(clock.now()).toBeGreaterThan(before);
      before = clock.now();
    }
    // Four of 124 too fast for up to five seconds.
    const aheadMs = clock.now() - (SERVER_START + 61_000 * 120);
    expect(Math.abs(aheadMs)).toBeLessThanOrEqual(5 * 4 * 1_000);
  });

  it('does not call back before the instant that was waited for, however it slows down', async () => {
    const { clock, inner } = await follow((elapsedMs) => SERVER_START + elapsedMs * 120 + (elapsedMs === 1_000 ? 4_000 : 0));
    if (!(clock instanceof FollowingClock)) throw new Error(String(clock));
    const hour = SERVER_START + 3_600_000;
    let firedAt = 0;
    clock.at(hour, () => {
      firedAt = clock.now();
    });
    await pass(inner, 40_000);
    expect(firedAt).toBeGreaterThanOrEqual(hour);
    expect(firedAt).toBeLessThan(hour + 5_000);
  });

  it('goes on when the other clock cannot be read', async () => {
    let isDown = false;
    const { clock, inner, faults } = await follow((elapsedMs) => {
      if (isDown) throw new Error('gone');
      return SERVER_START + elapsedMs * 60;
    });
    if (!(clock instanceof FollowingClock)) throw new Error(String(clock));
    isDown = true;
    await pass(inner, 20_000);
    expect(clock.now()).toBe(SERVER_START + 21_000 * 60);
    expect(faults.length).toBeGreaterThan(0);
  });

  it.each([
    ['stands still', () => SERVER_START],
    ['runs backwards', (elapsedMs: number) => SERVER_START - elapsedMs],
  ])('is refused when it %s', async (_how, serverAt) => {
    const { clock } = await follow(serverAt);
    expect(clock).toMatchObject({ code: 'bad-payload' });
  });
});
