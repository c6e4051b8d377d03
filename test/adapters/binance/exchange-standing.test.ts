import { describe, expect, it } from 'vitest';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';

const START = Date.UTC(2026, 10, 25, 12);

describe('the pause of a governor', () => {
  it('is told with its end, until it is over', async () => {
    const clock = new SimulatedClock({ startAt: START });
    const governor = new RequestGovernor({ clock });
    expect(governor.pausedUntil()).toBeNull();
    governor.pause(120_000);
    expect(governor.pausedUntil()).toBe(START + 120_000);
    await clock.advanceTo(START + 120_000);
    expect(governor.pausedUntil()).toBeNull();
  });

  it('of an earlier process is told as well', () => {
    const clock = new SimulatedClock({ startAt: START });
    expect(new RequestGovernor({ clock, pausedUntil: START + 5_000 }).pausedUntil()).toBe(START + 5_000);
  });
});

describe('the skew of a clock', () => {
  async function skewAt(aheadMs: number, tripMs: number): Promise<number | null> {
    const clock = new SimulatedClock({ startAt: START });
    const serverClock = new ServerClock({
      clock,
      fetchServerTime: async () => {
        await clock.advanceTo(clock.now() + tripMs);
        return clock.now() - tripMs / 2 + aheadMs;
      },
    });
    expect(serverClock.skewMs()).toBeNull();
    await serverClock.measureOffset();
    return serverClock.skewMs();
  }

  it.each([
    { aheadMs: 1_500, tripMs: 0, least: 1_499 },
    { aheadMs: -1_500, tripMs: 0, least: -1_499 },
    { aheadMs: 1_500, tripMs: 400, least: 1_299 },
    { aheadMs: 150, tripMs: 400, least: 0 },
  ])('that is $aheadMs ms, read in $tripMs ms, is $least ms at least', async ({ aheadMs, tripMs, least }) => {
    expect(await skewAt(aheadMs, tripMs)).toBeCloseTo(least, 0);
  });
});
