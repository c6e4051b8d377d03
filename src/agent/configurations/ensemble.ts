import { invariant } from '../../domain/invariant.ts';
import { decideByVotes } from '../decide-by-votes.ts';
import type { Deliberation, DeliberationInput } from '../deliberation.ts';
import { runSeat } from '../run-seat.ts';
import { aggregateEnsemble } from '../voting/ensemble-rule.ts';

const VOTERS = 3;

/** Mode `ensemble`: three agents, best of three vendors, decide side by side on the same facts without knowing of each other. */
export async function deliberateInEnsemble(input: DeliberationInput): Promise<Deliberation> {
  const { seats } = input;
  invariant(seats.length === VOTERS, `the mode ensemble has ${VOTERS} agents, not ${seats.length}`);
  const runs = await Promise.all(seats.map((seat) => runSeat(input, seat)));
  return decideByVotes(input, { runs, by: 'ensemble', rule: aggregateEnsemble });
}
