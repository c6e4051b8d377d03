import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyReview, checkAgainstReports } from '../../../src/agent/voting/officer-rule.ts';
import type { AnalystReport, ProposalReview, Stance } from '../../../src/domain/role-statement.ts';
import { SIZE_STEPS, wantedShare } from '../../../src/domain/trade-signal.ts';
import { openSignal, SYMBOL, sell } from './votes.ts';

function report(stance: Stance): AnalystReport {
  return { kind: 'report', symbol: SYMBOL, stance, horizonHours: 24, keyLevels: [], evidence: [], risks: [] };
}

function review(decision: ProposalReview['decision'], sizeStep: ProposalReview['sizeStep'] = null): ProposalReview {
  return { kind: 'review', symbol: SYMBOL, decision, sizeStep, code: 'concentration' };
}

describe('an entry against the reports', () => {
  it.each([
    ['all for it', { technical: report(2), context: report(1), memory: report(0) }, 1, null],
    [
      'the stances add up to nothing',
      { technical: report(1), context: report(-1), memory: report(0) },
      null,
      'stance-not-positive',
    ],
    ['no technical report', { technical: null, context: report(2), memory: report(2) }, null, 'report-missing'],
    ['no report of the context', { technical: report(2), context: null, memory: report(0) }, 0.5, 'report-missing'],
    ['no report of the memory', { technical: report(2), context: report(0), memory: null }, 0.5, 'report-missing'],
    ['neither of the two', { technical: report(2), context: null, memory: null }, 0.25, 'report-missing'],
  ])('%s', (_name, reports, share, code) => {
    const { trade, steps } = checkAgainstReports(openSignal(), { reports, unknownEvidence: [] });
    expect(trade === null ? null : wantedShare(trade)).toBe(share);
    expect(steps.map((step) => step.code)).toEqual(expect.arrayContaining(code === null ? [] : [code]));
  });

  it('is held when its evidence names nothing', () => {
    const reports = { technical: report(2), context: report(1), memory: report(1) };
    const { trade, steps } = checkAgainstReports(openSignal(), { reports, unknownEvidence: ['BTC.5m.rsi14'] });
    expect([trade, steps]).toMatchObject([null, [{ code: 'evidence-missing', about: 'BTC.5m.rsi14' }]]);
  });
});

describe('the word of the risk officer', () => {
  it.each([
    ['approves', review('approve'), 0.5, 'officer-approved'],
    ['reduces', review('reduce', 0.25), 0.25, 'officer-reduced'],
    ['would enlarge', review('reduce', 1), 0.5, 'officer-approved'],
    ['reduces to no size', review('reduce', null), null, 'officer-vetoed'],
    ['vetoes', review('veto'), null, 'officer-vetoed'],
    ['is missing', null, null, 'officer-missing'],
  ])('on an entry: %s', (_name, word, share, code) => {
    const { trade, steps } = applyReview(openSignal({ size: 0.5 }), word, 'riskOfficer');
    expect(trade === null ? null : wantedShare(trade)).toBe(share);
    expect(steps.map((step) => step.code)).toEqual([code]);
  });

  it.each([
    ['a veto', review('veto')],
    ['a reduction', review('reduce', 0.25)],
    ['nothing', null],
  ])('never changes an exit: %s', (_name, word) => {
    const vote = sell(1);
    if (vote.kind !== 'close') throw new Error('not a close');
    expect(applyReview(vote.signal, word, 'riskOfficer').trade).toBe(vote.signal);
  });

  it('never makes an entry larger', () => {
    const step = fc.constantFrom(...SIZE_STEPS);
    const word = fc.option(
      fc
        .tuple(fc.constantFrom('approve' as const, 'reduce' as const, 'veto' as const), fc.option(step))
        .map(([decision, size]) => review(decision, size)),
    );
    fc.assert(
      fc.property(step, word, (size, said) => {
        const { trade } = applyReview(openSignal({ size }), said, 'riskOfficer');
        if (trade !== null) expect(wantedShare(trade)).toBeLessThanOrEqual(size);
      }),
    );
  });
});
