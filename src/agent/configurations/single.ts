import { invariant } from '../../domain/invariant.ts';
import type { Deliberation, DeliberationInput } from '../deliberation.ts';
import { runSeat } from '../run-seat.ts';

/** Mode `single`: one agent decides. When its conversation does not end properly its vote is invalid, and every symbol is held. */
export async function deliberateSingle(input: DeliberationInput): Promise<Deliberation> {
  const [seat, ...others] = input.seats;
  invariant(seat !== undefined && others.length === 0, `the mode single has one agent, not ${input.seats.length}`);
  const run = await runSeat(input, seat);
  const signals = run.outcome === 'finished' ? run.signals : [];
  return {
    runs: [run],
    decisions: signals.map(({ signalId, signal }) => ({ signalId, agent: run.agent, signal })),
    aggregations: [],
  };
}
