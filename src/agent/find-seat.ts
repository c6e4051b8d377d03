import { invariant } from '../domain/invariant.ts';
import type { AgentSeat } from './agent-assignment.ts';
import type { DeliberationInput } from './deliberation.ts';

/** The seat of a role. A configuration that lacks one is a mistake of the composition. */
export function findSeat({ seats }: Pick<DeliberationInput, 'seats'>, agent: string): AgentSeat {
  const seat = seats.find((candidate) => candidate.agent === agent);
  invariant(seat !== undefined, `there is no agent ${agent} among ${seats.map((other) => other.agent).join(', ')}`);
  return seat;
}
