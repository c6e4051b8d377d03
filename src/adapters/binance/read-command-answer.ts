import { z } from 'zod';
import type { OrderRequest } from '../../domain/order.ts';
import type { CancelResult, OrderReport, PlaceResult } from '../../ports/exchange.ts';
import { outcomeUnknown } from './command-outcome.ts';
import { orderSchema, readOrder, readReportedFills } from './read-orders.ts';

/** The report of an order that was sent, from an answer to it; null when it speaks of something else. */
export function readAnswerTo(sent: OrderRequest, body: unknown): Extract<PlaceResult, { readonly tag: 'accepted' }> | null {
  const parsed = orderSchema.safeParse(body);
  const report = parsed.success ? readOrder(parsed.data) : null;
  if (!parsed.success || report === null || report === 'unknown-status' || !speaksOf(sent, report)) return null;
  return { tag: 'accepted', report, fills: readReportedFills(parsed.data) };
}

export function readPlacement(sent: OrderRequest, body: unknown): PlaceResult {
  return readAnswerTo(sent, body) ?? outcomeUnknown('the answer to the order is none that is known');
}

const cancelledOrderSchema = z.looseObject({ origClientOrderId: z.string() });
/** An order that was in a list takes the others with it, and all of them are told. */
const cancellationSchema = z.union([
  z.looseObject({ orderReports: z.array(z.unknown()) }).transform(({ orderReports }) => orderReports),
  z.unknown().transform((report) => [report]),
]);

/** The answer to a cancellation. There `clientOrderId` is that of the cancellation, and the order's own stands beside it. */
export function readCancellation(clientOrderId: string, body: unknown): CancelResult {
  for (const told of cancellationSchema.parse(body)) {
    const own = cancelledOrderSchema.safeParse(told);
    if (own.data?.origClientOrderId !== clientOrderId) continue;
    const cancelled = orderSchema.safeParse({ ...own.data, clientOrderId });
    const report = cancelled.success ? readOrder(cancelled.data) : null;
    if (report !== null && report !== 'unknown-status') return { tag: 'cancelled', report };
  }
  return outcomeUnknown('the answer to the cancellation is none that is known');
}

function speaksOf(sent: OrderRequest, { request }: OrderReport): boolean {
  return (
    request.clientOrderId === sent.clientOrderId &&
    request.symbol === sent.symbol &&
    request.side === sent.side &&
    request.type === sent.type
  );
}
