import type { AgentRun } from './agent-run.ts';
import type { Decision, Deliberation, DeliberationInput } from './deliberation.ts';
import type { Aggregate } from './voting/aggregate.ts';
import { type Ballot, ballotsOf } from './voting/vote.ts';

/** Lets a rule decide each symbol by the votes of all. The decisions are `by` all of them together. */
export function decideByVotes(
  input: DeliberationInput,
  votes: { readonly runs: readonly AgentRun[]; readonly by: string; readonly rule: (ballot: Ballot) => Aggregate },
): Deliberation {
  const { runs, by, rule } = votes;
  const aggregates = ballotsOf(runs, input).map(rule);
  const signals = aggregates.flatMap(({ trade, stop }) => [trade, stop].filter((signal) => signal !== null));
  const decisions = signals.map(
    (signal, index): Decision => ({ signalId: `${input.sessionId}-${by}-${index + 1}`, agent: by, signal }),
  );
  return { runs, decisions, aggregations: aggregates.map(({ record }) => record) };
}
