import { describe, expect, it } from 'vitest';
import type { SessionBudget } from '../../src/domain/session-budget.ts';
import { explainSessionBudget } from '../../src/report/explain-session-budget.ts';

const BUDGET: SessionBudget = { stage: 'economy', modeInForce: 'ensemble', model: null, usedFraction: 0.8199 };

describe('what the budget changed in a session', () => {
  it.each([
    ['nothing while enough is left', { mode: 'ensemble' }, null],
    ['nothing where mode and model stay', { mode: 'ensemble', budget: BUDGET }, null],
    ['the mode', { mode: 'single', budget: BUDGET }, "81 % of the day's budget was used: mode single instead of ensemble."],
    [
      'the model',
      { mode: 'ensemble', budget: { ...BUDGET, model: 'cheap' } },
      "81 % of the day's budget was used: model cheap for every agent.",
    ],
    [
      'that all is held',
      { mode: 'ensemble', budget: { ...BUDGET, stage: 'hold', usedFraction: 1 } },
      "The day's budget is used up: no model was asked and everything is held.",
    ],
  ] satisfies readonly (readonly [string, Parameters<typeof explainSessionBudget>[0], string | null])[])(
    'is %s',
    (_name, start, text) => {
      expect(explainSessionBudget(start, 'en')).toBe(text);
    },
  );

  it('is never told as all of it before all is used', () => {
    expect(explainSessionBudget({ mode: 'single', budget: { ...BUDGET, usedFraction: 0.9999 } }, 'en')).toContain('99 %');
  });
});
