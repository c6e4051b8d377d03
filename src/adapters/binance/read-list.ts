import { z } from 'zod';
import { type OrderListRequest, ordersOfList } from '../../domain/order-list.ts';
import type { PlaceListResult } from '../../ports/exchange.ts';
import { outcomeUnknown } from './command-outcome.ts';
import { readAnswerTo } from './read-command-answer.ts';

const listSchema = z.looseObject({
  listClientOrderId: z.string(),
  listOrderStatus: z.enum(['EXECUTING', 'ALL_DONE']),
  orderReports: z.array(z.looseObject({ clientOrderId: z.string() })),
});

/** The answer to a list. Other orders than those that were sent, or a list that was turned down, prove nothing: each is probed by its id. */
export function readPlacedList(list: OrderListRequest, body: unknown): PlaceListResult {
  const unknown = outcomeUnknown('the answer to the list of orders is none that is known');
  const orders = ordersOfList(list);
  const parsed = listSchema.safeParse(body);
  if (!parsed.success || parsed.data.listClientOrderId !== list.listId) return unknown;
  const told = parsed.data.orderReports;
  if (told.length !== orders.length) return unknown;
  const answers = orders.map((order) =>
    readAnswerTo(
      order,
      told.find(({ clientOrderId }) => clientOrderId === order.clientOrderId),
    ),
  );
  const known = answers.filter((answer) => answer !== null);
  if (known.length !== orders.length) return unknown;
  return { tag: 'accepted', reports: known.map(({ report }) => report), fills: known.flatMap(({ fills }) => fills) };
}
