import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/domain/invariant.ts';
import { limitRows, renderLimitTable } from '../../src/risk/limit-table.ts';
import { DEFAULT_RISK_LIMITS, parseRiskLimits, RISK_LIMITS } from '../../src/risk/limits.ts';

describe('the list of limits', () => {
  it('has every default within its compiled range and no key twice', () => {
    for (const { key, default: value, floor, ceiling } of RISK_LIMITS) {
      expect(floor, key).toBeLessThan(ceiling);
      expect(value >= floor && value <= ceiling, key).toBe(true);
    }
    expect(new Set(RISK_LIMITS.map((limit) => limit.key)).size).toBe(RISK_LIMITS.length);
  });

  it('leaves no two ranges that contradict each other', () => {
    const limit = (key: string) => RISK_LIMITS.find((definition) => definition.key === key);
    expect(limit('stopDistanceFractionMin')?.ceiling).toBeLessThanOrEqual(limit('stopDistanceFractionMax')?.floor ?? 0);
    expect(limit('entryCollarFractionMax')?.ceiling).toBeLessThanOrEqual(limit('slippageAllowanceFraction')?.floor ?? 0);
  });
});

describe('parseRiskLimits', () => {
  it.each<[string, Record<string, number>]>([
    ['a missing limit', Object.fromEntries(Object.entries(DEFAULT_RISK_LIMITS).slice(1))],
    ['an unknown limit', { ...DEFAULT_RISK_LIMITS, leverageMax: 3 }],
    ['a value above its compiled ceiling', { ...DEFAULT_RISK_LIMITS, positionFractionMax: 0.51 }],
    ['a value below its floor', { ...DEFAULT_RISK_LIMITS, cooldownHours: 0 }],
    ['no number', { ...DEFAULT_RISK_LIMITS, dailyLossFractionMax: Number.NaN }],
    ['half an entry', { ...DEFAULT_RISK_LIMITS, entriesPerDayMax: 1.5 }],
  ])('throws for %s', (_name, values) => {
    expect(() => parseRiskLimits(values)).toThrow(InvariantError);
  });

  it('keeps values in range as they are', () => {
    expect(parseRiskLimits({ ...DEFAULT_RISK_LIMITS, positionFractionMax: 0.5 }).positionFractionMax).toBe(0.5);
  });
});

describe('the table of limits', () => {
  it('has a row per limit with the effective value beside the default', () => {
    const rows = limitRows({ ...DEFAULT_RISK_LIMITS, cooldownHours: 12 });
    expect(rows).toHaveLength(RISK_LIMITS.length);
    expect(rows.find((row) => row.key === 'cooldownHours')).toMatchObject({ value: '12', default: '6', range: '1 to 168' });
  });

  it('is Markdown with six columns in every line', () => {
    for (const line of renderLimitTable().split('\n')) expect(line.split('|')).toHaveLength(8);
  });
});
