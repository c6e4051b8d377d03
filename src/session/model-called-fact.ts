import type { ModelSpend } from '../agent/budgeted-provider.ts';
import { decimalText } from '../domain/decimal.ts';
import type { FactOf } from '../domain/journal-entry.ts';

/** A call of a model as the journal keeps it; the session is the entry's. */
export function modelCalledFact({ sessionId: _ofTheEntry, costUsd, ...spend }: ModelSpend): FactOf<'model-called'> {
  return { kind: 'model-called', ...spend, costUsd: costUsd === null ? null : decimalText(costUsd) };
}
