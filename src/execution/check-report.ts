import { add, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { DurationMs } from '../domain/time.ts';
import type { OrderReport } from '../ports/exchange.ts';
import { isSizedByExchange, type TrackedOrder } from './tracked-order.ts';

/** How much earlier than our intent an order may have been changed by the exchange's clock and still be ours. */
const CLOCK_DIFFERENCE_MAX_MS: DurationMs = 60_000;

/** Why what the exchange says cannot be about this order; null when it can. An older order may bear the same id. */
export function findMismatch(order: TrackedOrder, report: OrderReport): string | null {
  const { request } = order.intent;
  const ours = request.order;
  if (report.clientOrderId !== ours.clientOrderId) return `it bears the id ${report.clientOrderId}`;
  if (report.symbol !== ours.symbol) return `it is in ${report.symbol}`;
  if (report.request.side !== ours.side) return `it is a ${report.request.side}`;
  if (!hasOurQuantity(order, report)) return `its quantity is ${report.request.quantity.toFixed()}`;
  if (report.filledQuantity.gt(ours.quantity)) return `more is filled than was ordered: ${report.filledQuantity.toFixed()}`;
  if (report.updatedAt < order.intendedAt - CLOCK_DIFFERENCE_MAX_MS) return 'it is older than the intent';
  return null;
}

/** The exits of a list are sized by the exchange, to no more than the entry buys; while they wait it may tell anything. */
function hasOurQuantity({ intent }: TrackedOrder, { status, request }: OrderReport): boolean {
  const { quantity } = intent.request.order;
  if (!isSizedByExchange(intent.list)) return request.quantity.eq(quantity);
  return status === 'pending' || request.quantity.lte(quantity);
}

/** Why these fills cannot be those of the order; null when they can. */
export function findFillMismatch(order: TrackedOrder, fills: readonly Fill[]): string | null {
  const ours = order.intent.request.order;
  const foreign = fills.find(
    (fill) => fill.clientOrderId !== ours.clientOrderId || fill.symbol !== ours.symbol || fill.side !== ours.side,
  );
  if (foreign !== undefined) return `fill ${foreign.id} belongs to another order`;
  const total = fills.reduce((sum, fill) => add(sum, fill.quantity), ZERO_QUANTITY);
  return total.gt(ours.quantity) ? `its fills add up to ${total.toFixed()}` : null;
}
