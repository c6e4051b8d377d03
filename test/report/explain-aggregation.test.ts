import { describe, expect, it } from 'vitest';
import type { AggregationCode, AggregationRecord, AggregationStep } from '../../src/domain/aggregation-record.ts';
import { explainAggregation, explainStep, isPlainAggregation } from '../../src/report/explain-aggregation.ts';

function stepOf(code: AggregationCode, step: Partial<AggregationStep> = {}): AggregationStep {
  return { code, agent: null, from: null, to: null, about: null, ...step };
}

function recordOf(record: Partial<AggregationRecord>): AggregationRecord {
  return { symbol: 'ETHUSDT', votes: [], result: 'open', sizeFraction: 0.25, steps: [], ...record };
}

const OPEN = { agent: 'first', vote: 'open', sizeStep: 0.5, stopPrice: '2450' } as const;
const HOLD = { agent: 'second', vote: 'hold', sizeStep: null, stopPrice: null } as const;

describe('an aggregation in words', () => {
  it('says what became of the votes, and by which steps', () => {
    const steps = [
      stepOf('agreed'),
      stepOf('size-shared', { from: 1, to: 0.5 }),
      stepOf('officer-reduced', { agent: 'officer', from: 0.5, to: 0.25, about: 'correlated' }),
    ];
    expect(explainAggregation(recordOf({ steps }), 'en')).toBe(
      'ETH: buy 25 % of what the guard allows; the votes agree; the agreed size is used (1 → 0.5); officer makes it smaller: correlated (0.5 → 0.25).',
    );
    expect(explainAggregation(recordOf({ result: 'close', sizeFraction: 1 }), 'en')).toBe('ETH: sell 100 % of the position.');
    expect(explainAggregation(recordOf({ result: 'hold', sizeFraction: null, steps: [stepOf('conflict')] }), 'en')).toBe(
      'ETH: hold; the votes contradict each other.',
    );
  });

  it('names who a step is about where somebody is, and else the part', () => {
    expect(explainStep(stepOf('vote-invalid', { agent: 'second' }), 'en')).toBe('the vote of second does not count');
    expect(explainStep(stepOf('officer-vetoed'), 'en')).toBe('the risk officer vetoes it');
    expect(explainStep(stepOf('objection-raised', { agent: 'critic', about: 'late-entry BTC.1d.rsi14' }), 'en')).toBe(
      'critic objects: late-entry BTC.1d.rsi14',
    );
  });

  it('cuts what a step stands on, and keeps it on one line', () => {
    const told = explainStep(stepOf('fact-wrong', { about: `x\n${'y'.repeat(400)}` }), 'en');
    expect(told).toMatch(/^a fact does not hold: x y+…$/);
    expect(told.length).toBeLessThan(110);
  });
});

describe('an aggregation', () => {
  it.each<[string, Partial<AggregationRecord>, boolean]>([
    ['all agree on the same', { votes: [OPEN, { ...OPEN, agent: 'second' }], steps: [stepOf('agreed')] }, true],
    ['all hold', { votes: [HOLD], result: 'hold', steps: [stepOf('quorum-missing')] }, true],
    ['somebody holds', { votes: [OPEN, HOLD], steps: [stepOf('agreed')] }, false],
    ['a vote does not count', { votes: [{ ...HOLD, vote: 'abstain' }] }, false],
    ['the size shrank', { votes: [OPEN], steps: [stepOf('size-shared', { from: 1, to: 0.5 })] }, false],
    ['the officer vetoed', { votes: [OPEN], steps: [stepOf('agreed'), stepOf('officer-vetoed')] }, false],
  ])('where %s needs an explanation: %s', (_name, record, isPlain) => {
    expect(isPlainAggregation(recordOf(record))).toBe(isPlain);
  });
});
