import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalFact } from '../../src/domain/journal-entry.ts';
import { PROPOSAL_TRANSITIONS, type ProposalState, type ProposalTag } from '../../src/domain/proposal.ts';
import { ProposalRegister } from '../../src/session/proposal-register.ts';

const PERSON = { kind: 'person', id: 'p', name: 'Pia' } as const;

const STATES: Readonly<Record<ProposalTag, ProposalState>> = {
  staged: { tag: 'staged' },
  approved: { tag: 'approved', by: PERSON, at: 1, portion: 1 },
  rejected: { tag: 'rejected', by: PERSON, at: 1, why: null },
  expired: { tag: 'expired', at: 1 },
  superseded: { tag: 'superseded', at: 1, byProposalId: 'P9' },
  executing: { tag: 'executing', clientOrderId: null },
  executed: { tag: 'executed', at: 1, clientOrderId: null, filledQuantity: '1', averagePrice: '1' },
  blocked: { tag: 'blocked', at: 1, reasons: [] },
  failed: { tag: 'failed', at: 1, why: 'unfilled' },
};
const TAGS = Object.keys(STATES) as readonly ProposalTag[];

let sequence = 0;

function entry(fact: JournalFact): JournalEntry {
  sequence += 1;
  return { version: 1, sequence, at: 0, bookId: 'main', sessionId: null, fact };
}

function stage(
  register: ProposalRegister,
  { symbol = 'BTCUSDT', action = 'open' }: { symbol?: 'BTCUSDT' | 'ETHUSDT'; action?: 'open' | 'close' } = {},
): string {
  const id = register.nextId();
  const common = { symbol, confidenceFraction: 0.5, reasoning: 'x', evidence: ['BTC.1d.rsi14'], snapshotId: 's' } as const;
  const proposal = {
    id,
    sessionId: '20240301T12',
    digest: 'd',
    stagedAt: 0,
    expiresAt: 10,
    confirmationReasons: [],
  } as const;
  register.apply(
    entry({
      kind: 'proposal-staged',
      proposal:
        action === 'open'
          ? {
              ...proposal,
              signal: { ...common, action: 'open', sizeStep: 1, stopPrice: '1', targetPrice: null },
              terms: {
                purpose: 'entry',
                symbol,
                quantity: '1',
                referencePrice: '2',
                priceMax: '2',
                stopPrice: '1',
                targetPrice: null,
              },
            }
          : {
              ...proposal,
              signal: { ...common, action: 'close', sizeStep: 1 },
              terms: { purpose: 'exit', symbol, quantity: '1', referencePrice: '2' },
            },
    }),
  );
  return id;
}

function change(register: ProposalRegister, id: string, tag: ProposalTag): void {
  register.apply(entry({ kind: 'proposal-changed', proposalId: id, state: STATES[tag] }));
}

/** A way through the table to a state. */
const PATHS: Readonly<Record<ProposalTag, readonly ProposalTag[]>> = {
  staged: [],
  approved: ['approved'],
  rejected: ['rejected'],
  expired: ['expired'],
  superseded: ['superseded'],
  executing: ['approved', 'executing'],
  executed: ['approved', 'executing', 'executed'],
  blocked: ['approved', 'blocked'],
  failed: ['approved', 'executing', 'failed'],
};

describe('the register of proposals', () => {
  it.each(TAGS.flatMap((from) => TAGS.map((to) => ({ from, to }))))(
    'lets a proposal go from $from to $to exactly when the table does',
    ({ from, to }) => {
      const register = new ProposalRegister();
      const id = stage(register);
      for (const step of PATHS[from]) change(register, id, step);
      const go = () => change(register, id, to);
      if (PROPOSAL_TRANSITIONS[from].includes(to)) {
        go();
        expect(register.get(id)?.state.tag).toBe(to);
      } else {
        expect(go).toThrow(`proposal ${id} cannot go from ${from} to ${to}`);
      }
    },
  );

  it('counts a proposal as under way only when it is approved or executing, and as open until it has ended', () => {
    for (const tag of TAGS) {
      const register = new ProposalRegister();
      const id = stage(register);
      for (const step of PATHS[tag]) change(register, id, step);
      expect(register.underWay().length, tag).toBe(['approved', 'executing'].includes(tag) ? 1 : 0);
      expect(register.staged().length, tag).toBe(tag === 'staged' ? 1 : 0);
      expect(register.open().length, tag).toBe(['staged', 'approved', 'executing'].includes(tag) ? 1 : 0);
    }
  });

  it('finds what waits on the same side of the same symbol', () => {
    const register = new ProposalRegister();
    const buy = stage(register);
    stage(register, { action: 'close' });
    stage(register, { symbol: 'ETHUSDT' });
    expect(register.stagedWithKey('BTCUSDT:buy').map(({ id }) => id)).toEqual([buy]);
  });

  it('refuses a change of what was never staged', () => {
    expect(() => change(new ProposalRegister(), 'P1', 'approved')).toThrow('never staged');
  });

  it('gives every proposal an id of its own, and forgets closed ones only', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 201, maxLength: 450 }), (ended) => {
        const register = new ProposalRegister();
        const waiting: string[] = [];
        for (const isEnded of ended) {
          const id = stage(register);
          if (isEnded) change(register, id, 'rejected');
          else waiting.push(id);
        }
        expect(register.nextId()).toBe(`P${ended.length + 1}`);
        expect(register.staged().map(({ id }) => id)).toEqual(waiting);
        for (const id of waiting) expect(register.get(id)).not.toBeNull();
        expect(register.all().length).toBeLessThanOrEqual(Math.max(200, waiting.length + 1));
      }),
      { numRuns: 20 },
    );
  });
});
