import type { AgentOutcome } from '../domain/journal-entry.ts';
import type { AgentAssignment } from './agent-assignment.ts';
import type { AgentRun } from './agent-run.ts';
import { type Continuation, Conversation } from './conversation.ts';
import { type Deadline, startDeadline } from './deadline.ts';

/** A conversation that came to its end, and may be asked a further question. */
export interface LedConversation {
  readonly run: AgentRun;
  /** Goes on at the end of what was said, within the same deadline; the run that comes of it tells of the whole conversation. */
  goOn(continuation: Continuation): Promise<AgentRun>;
}

/**
 * Leads one conversation to its end: asks the model, answers each of its calls with exactly one result, asks again.
 *
 * Only an answer that stopped in order to call tools has its calls run, a truncated one never. Every bound is checked before the
 * step that it bounds. Trouble of a model or a vendor is the run's `outcome`, never a throw.
 */
export async function runAgent(assignment: AgentAssignment): Promise<AgentRun> {
  return (await leadConversation(assignment)).run;
}

/** The same for a conversation that may go on afterwards. */
export async function leadConversation(assignment: AgentAssignment): Promise<LedConversation> {
  const conversation = new Conversation(assignment);
  const lead = async (): Promise<AgentRun> => {
    const deadline = startDeadline(assignment);
    try {
      return conversation.close(await converse(conversation, { deadline, onReply: assignment.onFirstReply }));
    } finally {
      deadline.release();
    }
  };
  return {
    run: await lead(),
    goOn: (continuation) => {
      conversation.continueWith(continuation);
      return lead();
    },
  };
}

async function converse(
  conversation: Conversation,
  { deadline, onReply }: { readonly deadline: Deadline; readonly onReply: (() => void) | undefined },
): Promise<AgentOutcome> {
  for (;;) {
    const exhausted = deadline.interruption() ?? conversation.exhaustedBound();
    if (exhausted !== null) return exhausted;
    const reply = await deadline.wait(conversation.ask(deadline.signal));
    onReply?.();
    // An answer that arrives too late belongs to a market that has moved on: nothing in it is done.
    const interruption = deadline.interruption();
    if (interruption !== null) return interruption;
    const outcome = conversation.takeIn(reply);
    if (outcome !== null) return outcome;
  }
}
