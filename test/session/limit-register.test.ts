import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalFact } from '../../src/domain/journal-entry.ts';
import { DEFAULT_RISK_LIMITS } from '../../src/risk/limits.ts';
import { approvalName, keptLimits, valuesToApprove } from '../../src/session/kept-limits.ts';
import { LimitRegister, stricterOf } from '../../src/session/limit-register.ts';
import { OverrideRegister } from '../../src/session/override-register.ts';

const OWNER = { kind: 'person', id: '42', name: 'Olga' } as const;
const SYSTEM = { kind: 'system' } as const;

describe('limits that the files ask to be looser', () => {
  it('stay as they were: where lower is stricter and where higher is', () => {
    const registers = folded([{ kind: 'limits-approved', values: { ...DEFAULT_RISK_LIMITS }, by: SYSTEM }]);
    const limits = { ...DEFAULT_RISK_LIMITS, openPositionsMax: 6, cashReserveFractionMin: 0.05, cooldownHours: 100 };
    expect(keptLimits({ limits }, registers)).toEqual([
      { key: 'cashReserveFractionMin', kept: 0.1, asked: 0.05 },
      { key: 'openPositionsMax', kept: 5, asked: 6 },
    ]);
  });

  it('count where the journal names none: it begins, or the limit is newer than it', () => {
    expect(keptLimits({ limits: { openPositionsMax: 10 } }, folded([]))).toEqual([]);
  });

  it('are compared with what a chat set, once its key was edited', () => {
    const facts: readonly JournalFact[] = [
      { kind: 'limits-approved', values: { openPositionsMax: 5 }, by: SYSTEM },
      { kind: 'override-set', key: 'limits.openPositionsMax', value: '2', fileValue: '5', by: OWNER },
    ];
    expect(keptLimits({ limits: { openPositionsMax: 5 } }, folded(facts))).toEqual([]);
    const edited = [{ key: 'openPositionsMax', kept: 2, asked: 4 }];
    expect(keptLimits({ limits: { openPositionsMax: 4 } }, folded(facts))).toEqual(edited);
    const ended = { kind: 'override-ended', key: 'limits.openPositionsMax', value: '2', why: 'file-edited', by: SYSTEM } as const;
    expect(keptLimits({ limits: { openPositionsMax: 4 } }, folded([...facts, ended]))).toEqual(edited);
    const undone = { ...ended, why: 'undone' } as const;
    expect(keptLimits({ limits: { openPositionsMax: 4 } }, folded([...facts, undone]))).toEqual([]);
  });

  it('are approved by name: other values, or the same after another change, have another one', () => {
    const kept = [{ key: 'openPositionsMax', kept: 5, asked: 8 }];
    const name = approvalName({ revision: 7, values: valuesToApprove(kept) });
    expect(approvalName({ revision: 7, values: { openPositionsMax: 8 } })).toBe(name);
    expect(approvalName({ revision: 8, values: { openPositionsMax: 8 } })).not.toBe(name);
    expect(approvalName({ revision: 7, values: { openPositionsMax: 9 } })).not.toBe(name);
    expect(approvalName({ revision: 7, values: { openPositionsMax: 8, cooldownHours: 1 } })).not.toBe(name);
  });
});

describe('the stricter of two values', () => {
  it.each([
    ['openPositionsMax', 3, 5, 3],
    ['cashReserveFractionMin', 0.05, 0.1, 0.1],
    ['openPositionsMax', 3, undefined, 3],
  ])('of %s, %s and %s is %s', (key, value, other, stricter) => {
    expect(stricterOf(key, value, other)).toBe(stricter);
  });
});

function folded(facts: readonly JournalFact[]): { readonly limits: LimitRegister; readonly overrides: OverrideRegister } {
  const registers = { limits: new LimitRegister(), overrides: new OverrideRegister() };
  for (const [index, fact] of facts.entries()) {
    const entry: JournalEntry = { version: 1, sequence: index + 1, at: index, bookId: 'main', sessionId: null, fact };
    registers.limits.apply(entry);
    registers.overrides.apply(entry);
  }
  return registers;
}
