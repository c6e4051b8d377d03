import { describe, expect, it } from 'vitest';
import { FAULT_NAMES } from '../../src/simulator/server/wire-faults.ts';
import { judgeBatch, tellSeed } from './judge-batch.ts';
import type { SeedResult } from './run-seed.ts';

const BRANCHES = [
  ...['outcome-unknown', 'lost', 'rejected', 'expired', 'cancelled'].map((tag) => `order-${tag}`),
  ...['position-unprotected', 'position-protected', 'drift-found', 'drift-resolved'],
  ...['alert-raised', 'alert-resolved', 'proposal-executed'],
];

const EVENTFUL: SeedResult = {
  seed: 1,
  hash: 'abc',
  breaches: [],
  faults: Object.fromEntries([...FAULT_NAMES, 'unknown-word'].map((name) => [name, 1])),
  branches: new Map(BRANCHES.map((name) => [name, 1])),
  restarts: 0,
};
const WHOLE = { isWhole: true };

describe('a batch of seeds', () => {
  it('passes when nothing is broken and everything happened', () => {
    expect(judgeBatch([EVENTFUL], WHOLE).isPassed).toBe(true);
  });

  it('fails when a fault never struck, and names it', () => {
    const judged = judgeBatch([{ ...EVENTFUL, faults: { ...EVENTFUL.faults, ban: 0 } }], WHOLE);
    expect(judged.isPassed).toBe(false);
    expect(judged.text).toContain('never happened: ban\n');
  });

  it('fails when a branch was never entered, and names it', () => {
    const branches = new Map([...EVENTFUL.branches].filter(([name]) => name !== 'order-lost'));
    expect(judgeBatch([{ ...EVENTFUL, branches }], WHOLE).text).toContain('never happened: order-lost\n');
  });

  it('fails when one seed is broken, and says how to run it again', () => {
    const broken = { ...EVENTFUL, seed: 7, breaches: [{ invariant: 'INV-02', at: 0, what: 'an order left twice' }] };
    expect(judgeBatch([EVENTFUL, broken], WHOLE).isPassed).toBe(false);
    expect(tellSeed(broken, 24)).toContain('npm run simulate -- --seed 7 --hours 24');
  });

  it('asks a seed that runs alone for nothing but its own soundness', () => {
    expect(judgeBatch([{ ...EVENTFUL, faults: {}, branches: new Map() }], { isWhole: false }).isPassed).toBe(true);
  });
});
