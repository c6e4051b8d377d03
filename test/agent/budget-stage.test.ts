import { describe, expect, it } from 'vitest';
import { NOTHING_SPENT, type Spent } from '../../src/agent/budget.ts';
import { budgetStage, effectiveMode, usedFraction } from '../../src/agent/budget-stage.ts';
import { usdAmount } from '../../src/domain/decimal.ts';

const LIMITS = {
  callUsdMax: 1,
  sessionUsdMax: 1,
  dayUsdMax: 3,
  sessionTokensMax: 1_000,
  dayTokensMax: 10_000,
  sessionCallsMax: 10,
  dayCallsMax: 100,
};

function spent(costUsd: number, tokens: number, calls = 1): Spent {
  return { ...NOTHING_SPENT, costUsd: usdAmount(costUsd), tokens, calls };
}

describe('the stage of the budget', () => {
  it.each([
    ['normal when nothing is spent', 0, 0, 0, 'normal'],
    ['normal just below four fifths', 2.39, 7_999, 79, 'normal'],
    ['economy at four fifths of the dollars', 2.4, 0, 1, 'economy'],
    ['economy at four fifths of the tokens', 0, 8_000, 1, 'economy'],
    ['economy at four fifths of the calls', 0, 0, 80, 'economy'],
    ['economy just below a limit', 2.99, 9_999, 99, 'economy'],
    ['hold when the dollars are used up', 3, 0, 1, 'hold'],
    ['hold when the tokens are used up', 0, 10_000, 1, 'hold'],
    ['hold when the calls are used up', 0, 0, 100, 'hold'],
    ['hold beyond a limit', 3.5, 12_000, 101, 'hold'],
  ])('is %s', (_name, costUsd, tokens, calls, stage) => {
    expect(budgetStage(spent(costUsd, tokens, calls), LIMITS, 0.8)).toBe(stage);
  });

  it('is hold with the first cost when a limit is zero, and normal while nothing costs', () => {
    expect(budgetStage(spent(0, 100), { ...LIMITS, dayUsdMax: 0 }, 0.8)).toBe('normal');
    expect(budgetStage(spent(0.01, 100), { ...LIMITS, dayUsdMax: 0 }, 0.8)).toBe('hold');
  });

  it('counts the limit of which more is used', () => {
    expect(usedFraction(spent(1.5, 9_000), LIMITS)).toBe(0.9);
  });
});

describe('the mode of a session', () => {
  it('is the one in force in the normal stage', () => {
    expect(effectiveMode('normal', 'ensemble', { economyMode: 'single' })).toBe('ensemble');
  });

  it('is the cheaper one in the economy stage', () => {
    expect(effectiveMode('economy', 'ensemble', { economyMode: 'single' })).toBe('single');
  });

  it('stays when no cheaper one is configured', () => {
    expect(effectiveMode('economy', 'ensemble', { economyMode: 'none' })).toBe('ensemble');
  });

  it('is none when the budget is used up', () => {
    expect(effectiveMode('hold', 'ensemble', { economyMode: 'single' })).toBeNull();
  });
});
