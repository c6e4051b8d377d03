import { decimalText } from '../domain/decimal.ts';
import type { FactOf, JournalFact } from '../domain/journal-entry.ts';
import type { OrderDifference } from '../execution/reconcile.ts';
import type { OrderReport } from '../ports/exchange.ts';
import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';

/** Begins the key of the alert that stands while an order with our mark rests that the journal does not know. */
const UNKNOWN_ORDER_ALERT = 'unknown-order-';

/**
 * Says once of every open order that bears our mark and is not in the journal: another Steward trades on the account, or the journal is not
 * the one that belongs to it. The order is never touched; the alert is over when it rests no more.
 */
export async function tellUnknownOrders(
  { state }: Pick<SessionServices, 'state'>,
  differences: readonly OrderDifference[],
  context: RecordContext,
): Promise<void> {
  const unknown = new Map<string, OrderReport>();
  for (const difference of differences) {
    if (difference.kind !== 'order-foreign' || difference.why !== 'not-in-journal') continue;
    unknown.set(`${UNKNOWN_ORDER_ALERT}${difference.report.clientOrderId}`, difference.report);
  }
  const facts: JournalFact[] = [];
  for (const [key, report] of unknown) if (!state.alerts.isStanding(key)) facts.push(raised(key, report));
  for (const key of state.alerts.standingWith(UNKNOWN_ORDER_ALERT)) {
    if (!unknown.has(key)) facts.push({ kind: 'alert-resolved', key });
  }
  await state.record(facts, context);
}

function raised(key: string, { clientOrderId, symbol, request }: OrderReport): FactOf<'alert-raised'> {
  const facts = { clientOrderId, symbol, side: request.side, quantity: decimalText(request.quantity) };
  return { kind: 'alert-raised', key, level: 'critical', facts };
}
