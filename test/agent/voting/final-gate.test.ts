import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passFinalGate } from '../../../src/agent/voting/final-gate.ts';
import type { Objection, Revision, Severity } from '../../../src/domain/role-statement.ts';
import { SIZE_STEPS, wantedShare } from '../../../src/domain/trade-signal.ts';
import { openSignal, SYMBOL } from './votes.ts';

function objection(severity: Severity): Objection {
  return { kind: 'objection', symbol: SYMBOL, code: 'overextended', evidence: 'BTC.1d.ma20', severity };
}

function revision(decision: Revision['decision'], sizeStep: Revision['sizeStep'] = null): Revision {
  return { kind: 'revision', symbol: SYMBOL, decision, sizeStep };
}

const PARTS = { critic: 'critic', proposer: 'proposer' };

describe('the final gate', () => {
  it.each([
    ['no objection', [], null, 1, 'proposal-kept'],
    ['light objections alone', [objection(1), objection(1)], null, 1, 'proposal-kept'],
    ['one of severity 2, kept', [objection(2)], revision('keep'), 1, 'proposal-kept'],
    ['two of severity 2, kept', [objection(2), objection(2)], revision('keep'), 0.5, 'objection-unresolved'],
    ['two of severity 2, no answer', [objection(2), objection(2)], null, 0.5, 'objection-unresolved'],
    ['one of severity 3, kept', [objection(3)], revision('keep'), null, 'objection-unresolved'],
    ['one of severity 3, no answer', [objection(3)], null, null, 'objection-unresolved'],
    ['one of severity 3, shrunk', [objection(3)], revision('shrink', 0.25), 0.25, 'proposal-shrunk'],
    ['one of severity 3, "shrunk" to the same size', [objection(3)], revision('shrink', 1), null, 'objection-unresolved'],
    ['withdrawn', [objection(2)], revision('withdraw'), null, 'proposal-withdrawn'],
    ['no critic', null, null, 0.5, 'critic-missing'],
  ])('%s', (_name, objections, revised, share, code) => {
    const { trade, steps } = passFinalGate(openSignal(), { ...PARTS, objections, revision: revised });
    expect(trade === null ? null : wantedShare(trade)).toBe(share);
    expect(steps.map((step) => step.code)).toContain(code);
  });

  it('never leaves more than was proposed', () => {
    const step = fc.constantFrom(...SIZE_STEPS);
    const said = fc.record({
      objections: fc.option(fc.array(fc.constantFrom<Severity>(1, 2, 3).map(objection), { maxLength: 5 })),
      revision: fc.option(
        fc
          .tuple(fc.constantFrom('keep' as const, 'shrink' as const, 'withdraw' as const), fc.option(step))
          .map(([decision, size]) => revision(decision, size)),
      ),
    });
    fc.assert(
      fc.property(step, said, (size, criticism) => {
        const { trade } = passFinalGate(openSignal({ size }), { ...PARTS, ...criticism });
        if (trade !== null) expect(wantedShare(trade)).toBeLessThanOrEqual(size);
      }),
    );
  });
});
