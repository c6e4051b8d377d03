import type { AggregationStep } from '../../domain/aggregation-record.ts';
import type { Objection, Revision } from '../../domain/role-statement.ts';
import { wantedShare } from '../../domain/trade-signal.ts';
import { type RuledTrade, step } from './aggregate.ts';
import { resized } from './officer-rule.ts';
import type { OpenSignal } from './vote.ts';

const DOUBT_FACTOR = 0.5;
/** From this severity on the proposer is asked again. */
export const SEVERITY_TO_REVISE = 2;

/** What was said of one entry. `objections` is null when the critic's own conversation failed. */
export interface Criticism {
  readonly critic: string;
  readonly proposer: string;
  readonly objections: readonly Objection[] | null;
  readonly revision: Revision | null;
}

/**
 * What is left of an entry after criticism and revision. The proposer can keep, shrink or withdraw it, never enlarge it. Shrinking
 * answers the objections; where it keeps the entry, or says nothing, one of severity 3 holds it and two of severity 2 halve it.
 */
export function passFinalGate(open: OpenSignal, criticism: Criticism): RuledTrade {
  const { critic, proposer, objections, revision } = criticism;
  const share = wantedShare(open);
  if (objections === null) return halved(open, step('critic-missing', { agent: critic }));
  const raised = objections.map(({ code, evidence, severity }) =>
    step('objection-raised', { agent: critic, about: `${code} ${evidence} severity ${severity}` }),
  );
  const grave = objections.filter(({ severity }) => severity >= SEVERITY_TO_REVISE);
  if (grave.length === 0) return { trade: open, steps: [...raised, step('proposal-kept')] };
  if (revision?.decision === 'withdraw')
    return { trade: null, steps: [...raised, step('proposal-withdrawn', { agent: proposer })] };
  const smaller = revision?.decision === 'shrink' ? (revision.sizeStep ?? share) : share;
  if (smaller < share) {
    const shrunk = step('proposal-shrunk', { agent: proposer, from: share, to: smaller });
    return { trade: resized(open, smaller), steps: [...raised, shrunk, step('objection-resolved')] };
  }
  return gateUnresolved(open, { raised, objections: grave, proposer });
}

function gateUnresolved(
  open: OpenSignal,
  unresolved: {
    readonly raised: readonly AggregationStep[];
    readonly objections: readonly Objection[];
    readonly proposer: string;
  },
): RuledTrade {
  const { raised, objections, proposer } = unresolved;
  const kept = [...raised, step('proposal-kept', { agent: proposer })];
  const [gravest] = objections.filter(({ severity }) => severity === 3);
  if (gravest !== undefined) return { trade: null, steps: [...kept, step('objection-unresolved', { about: gravest.code })] };
  if (objections.length < 2) return { trade: open, steps: kept };
  const { trade, steps } = halved(open, step('objection-unresolved'));
  return { trade, steps: [...kept, ...steps] };
}

function halved(open: OpenSignal, why: AggregationStep): RuledTrade {
  const from = wantedShare(open);
  const to = from * DOUBT_FACTOR;
  return { trade: resized(open, to), steps: [{ ...why, from, to }] };
}
