import { describe, expect, it } from 'vitest';
import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { Fault } from '../../../src/domain/fault.ts';
import { MINUTE_MS } from '../../../src/domain/time.ts';

const START = Date.UTC(2026, 0, 5, 12);

/** Two clocks of one machine that a test can set apart, and an exchange at the end of a line. */
function line({ tripMs = 200, aheadMs = 3_000 } = {}) {
  const world = { monotonicMs: 1_000, setMs: 0, tripMs, aheadMs, isDead: false, readings: 0 };
  const clock = {
    now: () => START + world.monotonicMs + world.setMs,
    monotonicMs: () => world.monotonicMs,
    at: () => () => undefined,
    after: () => () => undefined,
    sleep: async () => undefined,
  };
  const serverNow = (): number => START + world.monotonicMs + world.aheadMs;
  const serverClock = new ServerClock({
    clock,
    async fetchServerTime() {
      world.readings += 1;
      if (world.isDead) throw new Fault('network', 'the line is dead', { retryable: true });
      world.monotonicMs += world.tripMs * 0.9;
      const read = Math.floor(serverNow());
      world.monotonicMs += world.tripMs * 0.1;
      return read;
    },
  });
  return { world, serverClock, serverNow };
}

describe("the exchange's clock", () => {
  it.each([0, 20, 200, 1_500])('is never said to be further than it is, by more than a trip of %d ms', async (tripMs) => {
    const { world, serverClock, serverNow } = line({ tripMs });
    for (const waitMs of [0, 10, 1_000, MINUTE_MS, 9 * MINUTE_MS]) {
      world.monotonicMs += waitMs;
      const earliest = await serverClock.earliestNow();
      expect(earliest).toBeLessThanOrEqual(serverNow());
      expect(earliest).toBeGreaterThan(serverNow() - tripMs - 70);
    }
  });

  it('is read again after ten minutes only', async () => {
    const { world, serverClock } = line();
    await serverClock.earliestNow();
    world.monotonicMs += 9 * MINUTE_MS;
    await serverClock.earliestNow();
    expect(world.readings).toBe(1);
    world.monotonicMs += 2 * MINUTE_MS;
    await serverClock.earliestNow();
    expect(world.readings).toBe(2);
  });

  it('does not care when our clock is set, and is read again', async () => {
    const { world, serverClock, serverNow } = line();
    await serverClock.earliestNow();
    world.setMs = -60 * MINUTE_MS;
    expect(Math.abs((await serverClock.earliestNow()) - serverNow())).toBeLessThan(210);
    expect(world.readings).toBe(2);
  });

  it('is read again when the machine slept: its monotonic clock stood still meanwhile', async () => {
    const { world, serverClock, serverNow } = line();
    await serverClock.earliestNow();
    world.setMs += 30 * MINUTE_MS;
    world.aheadMs += 30 * MINUTE_MS;
    expect(Math.abs((await serverClock.earliestNow()) - serverNow())).toBeLessThan(210);
  });

  it('goes on from the last reading while it cannot be read', async () => {
    const { world, serverClock, serverNow } = line();
    await serverClock.earliestNow();
    world.monotonicMs += 20 * MINUTE_MS;
    world.isDead = true;
    const earliest = await serverClock.earliestNow();
    expect(earliest).toBeLessThanOrEqual(serverNow());
    expect(earliest).toBeGreaterThan(serverNow() - 400);
  });

  it('is a fault when it was never read', async () => {
    const { world, serverClock } = line();
    world.isDead = true;
    await expect(serverClock.earliestNow()).rejects.toMatchObject({ code: 'network' });
  });

  it('keeps a good reading rather than a slow one', async () => {
    const { world, serverClock, serverNow } = line();
    await serverClock.earliestNow();
    world.monotonicMs += 11 * MINUTE_MS;
    world.tripMs = 9_000;
    expect(await serverClock.earliestNow()).toBeGreaterThan(serverNow() - 400);
  });
});
