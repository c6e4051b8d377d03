import { decimalText } from '../domain/decimal.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import type { Marks } from '../domain/position.ts';
import { currentTable } from './build-risk-situation.ts';
import type { SessionServices } from './session-services.ts';

/** What the book is worth at these marks: the point of the equity curve, and the prices that value each position. */
export function equityFact(services: SessionServices, marks: Marks): FactOf<'equity-marked'> {
  const { total } = currentTable(services, { marks });
  return {
    kind: 'equity-marked',
    cash: decimalText(total.cash),
    equity: decimalText(total.equity),
    marks: Object.fromEntries([...marks.values()].map((mark) => [mark.symbol, decimalText(mark.price)])),
  };
}
