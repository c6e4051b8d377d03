import { decimalText } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import type { JournaledState } from './journaled-state.ts';
import { unprotectedAlertKey } from './protection-register.ts';

/** Says once, until it is mended, that a position is without its full stop. @param when.since  Where that began before now. */
export async function raiseUnprotected(
  state: JournaledState,
  symbol: MarketSymbol,
  why: string,
  when: { readonly since?: EpochMs } = {},
): Promise<void> {
  const position = state.portfolio.position(symbol);
  if (position === null || state.protection.isReportedUnprotected(position)) return;
  const quantity = decimalText(position.quantity);
  await state.record([
    { kind: 'position-unprotected', symbol, quantity, why, ...when },
    { kind: 'alert-raised', key: unprotectedAlertKey(symbol), level: 'critical', facts: { symbol, quantity, why } },
  ]);
}
