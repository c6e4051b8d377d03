import { invariant } from '../domain/invariant.ts';
import type { Actor, ApprovedPortion, Proposal, ProposalState } from '../domain/proposal.ts';
import type { SessionServices } from './session-services.ts';

/** What a person (or the clock) says to a proposal. */
export type ProposalDecision =
  | { readonly tag: 'approve'; readonly by: Actor; readonly portion: ApprovedPortion }
  | { readonly tag: 'reject'; readonly by: Actor; readonly why: string | null }
  | { readonly tag: 'expire' };

/** Whether the decision took effect. Everything but `decided` changed nothing. */
export type DecisionResult =
  | { readonly tag: 'decided'; readonly proposal: Proposal }
  | { readonly tag: 'unknown' }
  /** Somebody or something decided before; the state says how it ended. */
  | { readonly tag: 'already-decided'; readonly proposal: Proposal }
  /** The answer came after the deadline: the proposal is expired now, if it was not before. */
  | { readonly tag: 'too-late'; readonly proposal: Proposal };

/**
 * Decides a staged proposal once. The check and the change happen in one step without waiting in between, so of two answers exactly one
 * wins; the decision is durable when the promise resolves.
 */
export async function decideProposal(
  services: SessionServices,
  proposalId: string,
  decision: ProposalDecision,
): Promise<DecisionResult> {
  const { state, clock } = services;
  const proposal = state.proposals.get(proposalId);
  if (proposal === null) return { tag: 'unknown' };
  if (proposal.state.tag !== 'staged')
    return { tag: proposal.state.tag === 'expired' ? 'too-late' : 'already-decided', proposal };
  const at = clock.now();
  const isLate = at >= proposal.expiresAt;
  const next: ProposalState = isLate || decision.tag === 'expire' ? { tag: 'expired', at } : decidedState(decision, at);
  const durable = state.record([{ kind: 'proposal-changed', proposalId, state: next }], { sessionId: proposal.sessionId });
  const decided = state.proposals.get(proposalId);
  invariant(decided !== null, `proposal ${proposalId} is gone after it was decided`);
  await durable;
  return { tag: isLate && decision.tag !== 'expire' ? 'too-late' : 'decided', proposal: decided };
}

function decidedState(decision: Exclude<ProposalDecision, { readonly tag: 'expire' }>, at: number): ProposalState {
  return decision.tag === 'approve'
    ? { tag: 'approved', by: decision.by, at, portion: decision.portion }
    : { tag: 'rejected', by: decision.by, at, why: decision.why };
}
