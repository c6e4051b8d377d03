import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';
import { settleBalances } from './settle-balances.ts';
import { settleOrders } from './settle-orders.ts';
import { settleProposals } from './settle-proposals.ts';

const OUTSIDE_SESSIONS: RecordContext = { sessionId: null };

/** Makes the books equal to the exchange, orders first, and compares every balance with them. */
export async function settleBooks(services: SessionServices, context: RecordContext): Promise<void> {
  await settleOrders(services, context);
  await settleBalances(services, context);
  await lookForLostOrders(services, context);
  await settleProposals(services);
}

/** The part of it that concerns orders alone: what the exchange did to ours since it was last asked. */
export async function adoptExchangeOrders(services: SessionServices): Promise<void> {
  await settleOrders(services, OUTSIDE_SESSIONS);
  await settleProposals(services);
}

/** The part of it that concerns balances alone, for whoever has just settled the orders. */
export function auditBalances(services: SessionServices): Promise<void> {
  return settleBalances(services, OUTSIDE_SESSIONS);
}

/** An order that was given up for lost may still turn up; it is looked for until its watch ends. */
async function lookForLostOrders({ state, executor }: SessionServices, context: RecordContext): Promise<void> {
  for (const order of state.orders.lost()) await executor.resolve(order.intent.clientOrderId, context);
}
