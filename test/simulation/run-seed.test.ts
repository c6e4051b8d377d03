import { describe, expect, it } from 'vitest';
import { runSeed } from './run-seed.ts';

const HOURS = 3;

describe('a seed', { timeout: 90_000 }, () => {
  it.each([1, 2, 3])('%i breaks no invariant, with faults and restarts', async (seed) => {
    const { breaches } = await runSeed({ seed, hours: HOURS, faultsPerDay: 120 });
    expect(breaches).toEqual([]);
  });

  it('is the same life each time, and another one than that of another seed', async () => {
    const [first, again, other] = [
      await runSeed({ seed: 7, hours: 2, faultsPerDay: 90 }),
      await runSeed({ seed: 7, hours: 2, faultsPerDay: 90 }),
      await runSeed({ seed: 8, hours: 2, faultsPerDay: 90 }),
    ];
    expect(again.hash).toBe(first.hash);
    expect(again.faults).toEqual(first.faults);
    expect(other.hash).not.toBe(first.hash);
  });
});
