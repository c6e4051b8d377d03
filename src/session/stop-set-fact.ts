import type { TradeTerms } from '../domain/approved-trade.ts';
import { decimalText } from '../domain/decimal.ts';
import type { FactOf } from '../domain/journal-entry.ts';

/** @param by  The proposal whose stop it is, or `entry` for one that was added to a position. */
export function stopSetFact(terms: Extract<TradeTerms, { readonly purpose: 'entry' }>, by: string): FactOf<'stop-set'> {
  return {
    kind: 'stop-set',
    symbol: terms.symbol,
    stopPrice: decimalText(terms.stopPrice),
    targetPrice: terms.targetPrice === null ? null : decimalText(terms.targetPrice),
    by,
  };
}
