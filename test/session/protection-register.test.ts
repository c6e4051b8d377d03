import { describe, expect, it } from 'vitest';
import type { JournalFact } from '../../src/domain/journal-entry.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { ProtectionRegister } from '../../src/session/protection-register.ts';

/** A register that was told these facts, each at its time. */
function registerOf(...facts: readonly (readonly [EpochMs, JournalFact])[]): ProtectionRegister {
  const register = new ProtectionRegister();
  for (const [index, [at, fact]] of facts.entries()) {
    register.apply({ version: 1, sequence: index + 1, at, bookId: 'main', sessionId: null, fact });
  }
  return register;
}

function bought(at: EpochMs): readonly [EpochMs, JournalFact] {
  const fill = {
    id: String(at),
    symbol: 'BTCUSDT',
    side: 'buy',
    clientOrderId: 'stw-P1-BTCUSDT-e1-1',
    exchangeOrderId: '1',
    price: '40000',
    quantity: '1',
    fee: { asset: 'BTC', quantity: '0' },
    at,
  } as const;
  return [at, { kind: 'fill-booked', fill, feeValue: '0', reason: 'signal' }];
}

const UNPROTECTED: JournalFact = { kind: 'position-unprotected', symbol: 'BTCUSDT', quantity: '1', why: 'the test' };
const RESOLVED: JournalFact = { kind: 'alert-resolved', key: 'unprotected-BTCUSDT' };

function protectedAfter(unprotectedMs: number): JournalFact {
  return { kind: 'position-protected', symbol: 'BTCUSDT', quantity: '1', stopPrice: '39000', unprotectedMs };
}

function positionSince(openedAt: EpochMs) {
  return { symbol: 'BTCUSDT', openedAt } as const;
}

describe('the register of protection', () => {
  it('counts a position as exposed from its first coins to its stop', () => {
    const facts = [bought(10), bought(12)] as const;
    expect(registerOf(...facts).exposedSince(positionSince(10))).toBe(10);
    expect(registerOf(...facts, [15, protectedAfter(5)]).exposedSince(positionSince(10))).toBeNull();
  });

  it('counts again from coins that are added', () => {
    expect(registerOf(bought(10), [15, protectedAfter(5)], bought(20)).exposedSince(positionSince(10))).toBe(20);
  });

  it('knows a position as reported until it is protected or its alert is over', () => {
    const reported = [bought(10), [11, UNPROTECTED]] as const;
    expect(registerOf(...reported).isReportedUnprotected(positionSince(10))).toBe(true);
    expect(registerOf(...reported, [20, protectedAfter(10)]).isReportedUnprotected(positionSince(10))).toBe(false);
    expect(registerOf(...reported, [20, RESOLVED]).isReportedUnprotected(positionSince(10))).toBe(false);
  });

  it('takes nothing that was known of an earlier position for news of a later one', () => {
    const register = registerOf(bought(10), [11, UNPROTECTED], bought(30));
    expect(register.isReportedUnprotected(positionSince(30))).toBe(false);
    expect(register.exposedSince(positionSince(30))).toBe(30);
    expect(register.reportedSymbols).toEqual(['BTCUSDT']);
  });

  it('adds up all the time without a stop', () => {
    expect(registerOf([15, protectedAfter(5)], [40, protectedAfter(7)]).unprotectedMs).toBe(12);
  });
});
