import type { AgentOutcome } from '../domain/journal-entry.ts';
import type { AgentAssignment } from './agent-assignment.ts';
import type { AgentRun } from './agent-run.ts';
import { Conversation } from './conversation.ts';
import { type Deadline, startDeadline } from './deadline.ts';

/**
 * Leads one conversation to its end: asks the model, answers each of its calls with exactly one result, asks again.
 *
 * Only an answer that stopped in order to call tools has its calls run, a truncated one never. Every bound is checked before the
 * step that it bounds. Trouble of a model or a vendor is the run's `outcome`, never a throw.
 */
export async function runAgent(assignment: AgentAssignment): Promise<AgentRun> {
  const conversation = new Conversation(assignment);
  const deadline = startDeadline(assignment);
  try {
    return conversation.close(await converse(conversation, deadline));
  } finally {
    deadline.release();
  }
}

async function converse(conversation: Conversation, deadline: Deadline): Promise<AgentOutcome> {
  for (;;) {
    const exhausted = deadline.interruption() ?? conversation.exhaustedBound();
    if (exhausted !== null) return exhausted;
    const reply = await deadline.wait(conversation.ask(deadline.signal));
    // An answer that arrives too late belongs to a market that has moved on: nothing in it is done.
    const interruption = deadline.interruption();
    if (interruption !== null) return interruption;
    const outcome = conversation.takeIn(reply);
    if (outcome !== null) return outcome;
  }
}
