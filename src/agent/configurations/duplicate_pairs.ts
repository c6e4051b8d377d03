import { invariant } from '../../domain/invariant.ts';
import type { AgentRun } from '../agent-run.ts';
import { decideByVotes } from '../decide-by-votes.ts';
import type { Deliberation, DeliberationInput } from '../deliberation.ts';
import { runSeat } from '../run-seat.ts';
import { aggregatePair } from '../voting/pairs-rule.ts';

/**
 * Mode `duplicate_pairs`: two instances of one agent decide without knowing of each other. The second begins once the first has its
 * first answer, when the vendor's cache holds what both are told; from then on they run side by side.
 */
export async function deliberateInPair(input: DeliberationInput): Promise<Deliberation> {
  const [seat, ...others] = input.seats;
  invariant(seat !== undefined && others.length === 0, `the mode duplicate_pairs has one agent, not ${input.seats.length}`);
  const runs = await new Promise<readonly AgentRun[]>((resolve, reject) => {
    let second: Promise<AgentRun> | null = null;
    const startSecond = () => {
      second ??= runSeat(input, { ...seat, agent: `${seat.agent}-2` });
      return second;
    };
    const first = runSeat(input, { ...seat, agent: `${seat.agent}-1` }, { onFirstReply: startSecond });
    // The first may end without any answer; then there is nothing left to wait for.
    first.then(async (run) => resolve([run, await startSecond()])).catch(reject);
  });
  return decideByVotes(input, { runs, by: 'pair', rule: aggregatePair });
}
