import type { PlaceResult } from '../../ports/exchange.ts';
import { classifyOrderReply } from './classify-order-reply.ts';
import type { CommandReply } from './signed-client.ts';

/** A command is refused under the code of the exchange's own limits when it is proven that it never left this process. */
const NOT_SENT_CODE = -1003;

/** Proof that nothing was carried out, or that nothing is proven. */
export type FailedCommand = Exclude<PlaceResult, { readonly tag: 'accepted' }>;

export type CommandOutcome = { readonly tag: 'accepted'; readonly body: unknown } | FailedCommand;

export function outcomeUnknown(cause: string): Extract<FailedCommand, { readonly tag: 'outcome-unknown' }> {
  return { tag: 'outcome-unknown', cause };
}

/** What became of a command that happens as a whole or not at all. */
export function commandOutcome(reply: CommandReply): CommandOutcome {
  if (reply.tag !== 'answered') return unansweredCommand(reply);
  const outcome = classifyOrderReply(reply);
  return outcome.tag === 'unknown' ? outcomeUnknown(outcome.cause) : outcome;
}

/** The failure of a command to which the exchange gave no answer. */
export function unansweredCommand(reply: Exclude<CommandReply, { readonly tag: 'answered' }>): FailedCommand {
  return reply.tag === 'not-sent'
    ? { tag: 'rejected', code: NOT_SENT_CODE, message: reply.message }
    : outcomeUnknown(reply.cause);
}
