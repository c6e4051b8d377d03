import { describe, expect, it } from 'vitest';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { MINUTE_MS } from '../../../src/domain/time.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';

const START = Date.UTC(2026, 0, 5, 12, 0, 10);

function governed() {
  const clock = new SimulatedClock({ startAt: START });
  const governor = new RequestGovernor({ clock });
  const admittedAt = async (weight: number): Promise<number> => {
    const state = { at: Number.NaN };
    const admission = governor.admit(weight).then(() => {
      state.at = clock.now() - START;
    });
    while (Number.isNaN(state.at)) {
      for (let turn = 0; turn < 10; turn += 1) await null;
      if (Number.isNaN(state.at) && clock.nextTimerAt !== null) await clock.advanceTo(clock.nextTimerAt);
    }
    await admission;
    return state.at;
  };
  return { clock, governor, admittedAt };
}

describe('the request governor', () => {
  it('admits at once what stays within half of the limit, and the rest with the next minute', async () => {
    const { admittedAt } = governed();
    expect(await admittedAt(2_000)).toBe(0);
    expect(await admittedAt(1_000)).toBe(0);
    expect(await admittedAt(1)).toBe(50_000);
  });

  it('admits a request that is heavier than its share when nothing else was used', async () => {
    const { admittedAt, governor } = governed();
    governor.allow(10);
    expect(await admittedAt(20)).toBe(0);
    expect(await admittedAt(1)).toBe(50_000);
  });

  it("follows the exchange's higher count, and keeps its own when that is higher", async () => {
    const { admittedAt, governor } = governed();
    await admittedAt(100);
    governor.count(1, START);
    governor.count(2_900, START);
    expect(await admittedAt(100)).toBe(0);
    expect(await admittedAt(1)).toBe(50_000);
  });

  it('does not believe a count of a minute that is gone', async () => {
    const { admittedAt, governor, clock } = governed();
    await admittedAt(1);
    await clock.advanceTo(START + MINUTE_MS);
    expect(await admittedAt(1)).toBe(MINUTE_MS);
    governor.count(5_999, START);
    expect(await admittedAt(1)).toBe(MINUTE_MS);
  });

  it('keeps the longest pause that was asked for', async () => {
    const { admittedAt, governor } = governed();
    governor.pause(30_000);
    governor.pause(10_000);
    expect(await admittedAt(1)).toBe(30_000);
  });

  it('refuses what would have to wait for more than a minute', async () => {
    const { governor } = governed();
    governor.pause(MINUTE_MS + 1);
    await expect(governor.admit(1)).rejects.toMatchObject({ code: 'rate-limited', retryable: false });
  });
});
