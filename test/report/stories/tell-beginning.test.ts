import { describe, expect, it } from 'vitest';
import { tellBeginning } from '../../../src/report/stories/tell-beginning.ts';

const STARTED = { kind: 'session-started', slotAt: Date.UTC(2026, 10, 25, 14), trigger: 'schedule', mode: 'single' } as const;
const BEGAN = 'It began for 2026-11-25 14:00 UTC, by schedule, in mode single.';

describe('the beginning of a session', () => {
  it('is told without a word of the budget while enough of it is left', () => {
    expect(tellBeginning(STARTED, 'en')).toEqual([BEGAN]);
  });

  it('says with what the session deliberated instead, and why', () => {
    const budget = { stage: 'economy', modeInForce: 'ensemble', model: 'claude-haiku-5', usedFraction: 0.85 } as const;
    expect(tellBeginning({ ...STARTED, budget }, 'en')).toEqual([
      BEGAN,
      "85 % of the day's budget was used: mode single instead of ensemble, model claude-haiku-5 for every agent.",
    ]);
  });
});
