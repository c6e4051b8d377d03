import { z } from 'zod';
import { price, quantity } from '../../domain/decimal.ts';
import type { ExchangeEvent, OrderReport } from '../../ports/exchange.ts';
import { orderStatusOf, readRequest, unsizedWhilePending } from './read-orders.ts';
import { wireDecimal, wireInstant, wireSymbol } from './wire-values.ts';

const executionSchema = z.preprocess(
  unsizedWhilePending({ status: 'X', quantity: 'q' }),
  z.looseObject({
    e: z.literal('executionReport'),
    s: z.string(),
    /** On a cancellation the id of the cancellation; the order's own is then in `C`. */
    c: z.string(),
    C: z.string(),
    S: z.enum(['BUY', 'SELL']),
    o: z.string(),
    f: z.string(),
    q: wireDecimal,
    p: wireDecimal,
    P: wireDecimal,
    x: z.string(),
    X: z.string(),
    i: z.number().int(),
    l: wireDecimal,
    z: wireDecimal,
    L: wireDecimal,
    n: wireDecimal.nullable(),
    N: z.string().nullable(),
    T: wireInstant,
    t: z.number().int(),
    I: z.number().int(),
    eR: z.string().optional(),
  }),
);

const positionSchema = z.looseObject({
  e: z.literal('outboundAccountPosition'),
  B: z.array(z.looseObject({ a: z.string(), f: wireDecimal, l: wireDecimal })),
});

type Execution = z.output<typeof executionSchema>;

/** What an event of the account's stream means. `unreadable` and `ignored` are told apart, since only the first is a reason to ask by REST. */
export type ReadUserEvent =
  | { readonly tag: 'read'; readonly executionId: string | null; readonly events: readonly ExchangeEvent[] }
  | { readonly tag: 'ignored' }
  | { readonly tag: 'unreadable'; readonly what: string };

const STATUSES_LEFT_ALONE: readonly string[] = ['listStatus', 'balanceUpdate', 'externalLockUpdate'];

/**
 * Reads one event of the account. Pure: repeats and disorder are the caller's matter, who knows what came before.
 * @see binance-spot-api-docs, user-data-stream.md
 */
export function readUserEvent(event: unknown): ReadUserEvent {
  const kind = kindOf(event);
  if (kind === 'executionReport') {
    const parsed = executionSchema.safeParse(event);
    return parsed.success ? readExecution(parsed.data) : { tag: 'unreadable', what: kind };
  }
  if (kind === 'outboundAccountPosition') {
    const parsed = positionSchema.safeParse(event);
    return parsed.success
      ? { tag: 'read', executionId: null, events: readPosition(parsed.data) }
      : { tag: 'unreadable', what: kind };
  }
  return kind !== null && STATUSES_LEFT_ALONE.includes(kind)
    ? { tag: 'ignored' }
    : { tag: 'unreadable', what: kind ?? 'no event' };
}

function readExecution(execution: Execution): ReadUserEvent {
  const symbol = wireSymbol.safeParse(execution.s).data;
  const status = orderStatusOf(execution.X);
  if (symbol === undefined) return { tag: 'ignored' };
  const clientOrderId = execution.C === '' ? execution.c : execution.C;
  const request = readRequest({
    symbol,
    clientOrderId,
    side: execution.S,
    origQty: execution.q,
    type: execution.o,
    timeInForce: execution.f,
    price: execution.p,
    stopPrice: execution.P,
  });
  if (request === null) return { tag: 'ignored' };
  if (status === null) return { tag: 'unreadable', what: `executionReport with the status ${execution.X}` };
  const report: OrderReport = {
    clientOrderId,
    exchangeOrderId: String(execution.i),
    symbol,
    request,
    status,
    filledQuantity: quantity(execution.z),
    expiryReason: status === 'expired' ? (execution.eR ?? execution.X) : null,
    updatedAt: execution.T,
  };
  const fills: readonly ExchangeEvent[] =
    execution.x === 'TRADE'
      ? [
          {
            kind: 'fill',
            fill: {
              id: String(execution.t),
              symbol,
              side: request.side,
              clientOrderId,
              exchangeOrderId: String(execution.i),
              price: price(execution.L),
              quantity: quantity(execution.l),
              fee: { asset: execution.N ?? 'USDT', quantity: quantity(execution.n ?? '0') },
              at: execution.T,
            },
          },
        ]
      : [];
  return { tag: 'read', executionId: `${symbol} ${execution.I}`, events: [...fills, { kind: 'order', report }] };
}

function readPosition({ B }: z.output<typeof positionSchema>): readonly ExchangeEvent[] {
  return B.map(({ a, f, l }) => ({ kind: 'balance', asset: a, free: quantity(f), locked: quantity(l) }));
}

function kindOf(event: unknown): string | null {
  return typeof event === 'object' && event !== null && 'e' in event && typeof event.e === 'string' ? event.e : null;
}
