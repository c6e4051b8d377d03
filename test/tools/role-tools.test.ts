import { describe, expect, it } from 'vitest';
import { callRoleTool, callTool, proposal } from './call-tool.ts';

const summary = 'Looked at both.';
const REPORT = { symbol: 'BTCUSDT', stance: 1, horizonHours: 24, keyLevels: [41_000], evidence: ['BTC.price'], risks: ['Thin.'] };
const REVIEW = { symbol: 'BTCUSDT', decision: 'reduce', sizeStep: 0.25, code: 'concentration' };
const OBJECTION = { symbol: 'BTCUSDT', code: 'overextended', evidence: 'BTC.price', severity: 2 };
const REVISION = { symbol: 'BTCUSDT', decision: 'shrink', sizeStep: 0.25 };

describe('the tools of the roles', () => {
  it.each([
    ['give_report', { reports: [REPORT], summary }, [{ kind: 'report', ...REPORT }]],
    ['review_proposals', { reviews: [REVIEW], summary }, [{ kind: 'review', ...REVIEW }]],
    ['raise_objections', { objections: [OBJECTION], summary }, [{ kind: 'objection', ...OBJECTION }]],
    ['raise_objections', { objections: [], summary }, []],
    ['revise_proposal', { revisions: [REVISION], summary }, [{ kind: 'revision', ...REVISION }]],
  ])('%s says what it was given and ends the part', (name, input, statements) => {
    expect(callRoleTool(name, input)).toMatchObject({ result: { ok: true }, signal: null, statements, endsSession: { summary } });
  });

  it.each([
    ['give_report', 'a symbol that is not traded', { reports: [{ ...REPORT, symbol: 'XRPUSDT' }], summary }, 'reports.0.symbol'],
    [
      'give_report',
      'evidence that names nothing',
      { reports: [{ ...REPORT, evidence: ['BTC.1d.rsi99'] }], summary },
      'reports.0.evidence.0',
    ],
    ['give_report', 'a stance of its own', { reports: [{ ...REPORT, stance: 3 }], summary }, 'reports.0.stance'],
    ['give_report', 'a symbol twice', { reports: [REPORT, REPORT], summary }, 'reports.1.symbol'],
    ['give_report', 'no report', { reports: [], summary }, 'reports'],
    [
      'review_proposals',
      'a reduction without a size',
      { reviews: [{ ...REVIEW, sizeStep: null }], summary },
      'reviews.0.sizeStep',
    ],
    [
      'review_proposals',
      'an approval with a size',
      { reviews: [{ ...REVIEW, decision: 'approve' }], summary },
      'reviews.0.sizeStep',
    ],
    ['review_proposals', 'a code of its own', { reviews: [{ ...REVIEW, code: 'bad' }], summary }, 'reviews.0.code'],
    [
      'raise_objections',
      'a doubt without a number',
      { objections: [{ ...OBJECTION, evidence: 'BTC.4h.rsi14' }], summary },
      'objections.0.evidence.0',
    ],
    ['raise_objections', 'six objections', { objections: Array(6).fill(OBJECTION), summary }, 'objections'],
    ['raise_objections', 'free text', { objections: [], summary, comment: 'Hm.' }, 'comment'],
    [
      'revise_proposal',
      'a shrinking without a size',
      { revisions: [{ ...REVISION, sizeStep: null }], summary },
      'revisions.0.sizeStep',
    ],
    ['revise_proposal', 'no summary', { revisions: [REVISION] }, 'summary'],
  ])('%s refuses %s', (name, _what, input, path) => {
    const { result, statements, endsSession } = callRoleTool(name, input);
    expect({ ok: result.ok, statements, endsSession }).toEqual({ ok: false, statements: [], endsSession: null });
    expect(result.text()).toContain(`- ${path}: expected`);
  });
});

describe('the grounds of a proposal', () => {
  it('are refused when an id names nothing in the snapshot', () => {
    const { result, signal } = callTool('propose_trade', proposal({ evidence: ['BTC.price', 'BTC.1d.rsi14'] }));
    expect({ ok: result.ok, signal }).toEqual({ ok: false, signal: null });
    expect(result.text()).toContain(
      '- evidence.1: expected the id of a number that this snapshot has, such as BTC.price; got BTC.1d.rsi14',
    );
  });

  it('are remarked on when a number is quoted that the snapshot does not hold', () => {
    const { result, signal } = callTool('propose_trade', proposal({ reasoning: 'Price 43123 is above 42000, stop 40000.' }));
    expect(signal).not.toBeNull();
    expect(result.text()).toContain('The reasoning quotes 43123, which the snapshot does not hold for BTCUSDT.');
  });
});
