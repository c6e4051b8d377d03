import { z } from 'zod';
import type { OrderRequest } from '../../domain/order.ts';
import type { CancelResult, OrderKey, ReplaceResult } from '../../ports/exchange.ts';
import { classifyOrderReply, classifyRefusal, isNothingToCancel, type RestReply } from './classify-order-reply.ts';
import { type FailedCommand, outcomeUnknown, unansweredCommand } from './command-outcome.ts';
import { orderParameters } from './order-parameters.ts';
import { readCancellation, readPlacement } from './read-command-answer.ts';
import type { CommandReply, Parameters } from './signed-client.ts';

/** One half of a replacement, and what the exchange says of it. */
const halfSchema = z.enum(['SUCCESS', 'FAILURE', 'NOT_ATTEMPTED']);
const halvesSchema = z.looseObject({
  cancelResult: halfSchema,
  newOrderResult: halfSchema,
  cancelResponse: z.unknown(),
  newOrderResponse: z.unknown(),
});
const failureSchema = z.looseObject({ data: z.unknown() });

type Halves = z.output<typeof halvesSchema>;

/** Statuses of a failure that tells both halves, under -2021 and -2022, or under -1015 once there were too many orders. */
const FAILURE_STATUSES: readonly number[] = [400, 409, 429];

/**
 * The parameters of a replacement that does not place anything unless it has cancelled.
 * @see binance-spot-api-docs, rest-api.md: Cancel an Existing Order and Send a New Order
 */
export function replaceParameters(request: { readonly cancel: OrderKey; readonly place: OrderRequest }): Parameters {
  return [
    ...orderParameters(request.place),
    ['cancelReplaceMode', 'STOP_ON_FAILURE'],
    ['cancelOrigClientOrderId', request.cancel.clientOrderId],
  ];
}

/** What became of both halves: each is judged by its own code and words. Where the answer is none that is known, nothing is proven of either. */
export function readReplacement(
  request: { readonly cancel: OrderKey; readonly place: OrderRequest },
  reply: CommandReply,
): ReplaceResult {
  if (reply.tag !== 'answered') return neitherOf(unansweredCommand(reply));
  const told = tellsHalves(reply);
  if (told === undefined || told === null) return neitherOf(refusalOfBoth(reply));
  const halves = halvesSchema.safeParse(told).data;
  const read = halves === undefined ? null : readHalves(request, halves);
  return read ?? neitherOf(outcomeUnknown(`HTTP ${reply.status}, halves that do not go together`));
}

/** Where an answer holds the halves, whatever they are; nothing where it speaks of the request as a whole. */
function tellsHalves({ status, body }: RestReply): unknown {
  if (status === 200) return body;
  return FAILURE_STATUSES.includes(status) ? failureSchema.safeParse(body).data?.data : undefined;
}

/** The three outcomes of a replacement that stops where the cancellation fails; null for any other. */
function readHalves(
  { cancel, place }: { readonly cancel: OrderKey; readonly place: OrderRequest },
  { cancelResult, newOrderResult, cancelResponse, newOrderResponse }: Halves,
): ReplaceResult | null {
  switch (`${cancelResult} ${newOrderResult}` as const) {
    case 'SUCCESS SUCCESS':
      return {
        cancel: readCancellation(cancel.clientOrderId, cancelResponse),
        place: readPlacement(place, newOrderResponse),
      };
    case 'SUCCESS FAILURE':
      return { cancel: readCancellation(cancel.clientOrderId, cancelResponse), place: failureOf(newOrderResponse) };
    case 'FAILURE NOT_ATTEMPTED':
      return { cancel: failedCancellation(cancelResponse), place: { tag: 'not-attempted' } };
    default:
      return null;
  }
}

function failedCancellation(response: unknown): CancelResult {
  return isNothingToCancel({ status: 400, body: response }) ? { tag: 'not-open' } : failureOf(response);
}

function failureOf(response: unknown): FailedCommand {
  const outcome = classifyRefusal(response);
  return outcome.tag === 'rejected' ? outcome : outcomeUnknown(outcome.cause);
}

/**
 * The request as a whole is refused before the exchange tries either half: parameters, filters, limits and the key. The engine's own refusal
 * is judged after the cancellation, so without the halves it proves nothing.
 */
function refusalOfBoth(reply: RestReply): FailedCommand {
  const outcome = classifyOrderReply(reply);
  switch (outcome.tag) {
    case 'rejected':
      return outcome.code === ENGINE_REFUSAL && !NOT_OFFERED.test(outcome.message)
        ? outcomeUnknown(`HTTP ${reply.status}, ${outcome.code} ${outcome.message}, and neither half is told`)
        : outcome;
    case 'accepted':
      return outcomeUnknown('the answer to the replacement is none that is known');
    case 'unknown':
      return outcomeUnknown(outcome.cause);
  }
}

const ENGINE_REFUSAL = -2010;
const NOT_OFFERED = /cancel-replace is not supported/i;

function neitherOf(failure: FailedCommand): ReplaceResult {
  return { cancel: failure, place: failure };
}
