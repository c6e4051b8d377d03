import { decodeTradeTerms, type TradeTerms } from './approved-trade.ts';
import type { DecimalText } from './decimal.ts';
import type { Encoded } from './encoded.ts';
import { invariant } from './invariant.ts';
import type { ClientOrderId } from './order.ts';
import type { ConfirmationReason, RiskReason } from './risk-verdict.ts';
import type { EpochMs } from './time.ts';
import { decodeTradeSignal, type SignalAction, type TradeSignal } from './trade-signal.ts';

/** Who decided: the policy (nobody had to be asked), a person, or the bot itself (expiry, restart). */
export type Actor =
  | { readonly kind: 'policy' }
  | { readonly kind: 'person'; readonly id: string; readonly name: string }
  | { readonly kind: 'system' };

/** How much of a proposal was approved: all of it, or half. */
export type ApprovedPortion = 1 | 0.5;

/** Where a proposal stands, as plain JSON data. It is consumed once: only `staged` can be decided, by compare-and-set on the journal's fold. */
export type ProposalState =
  | { readonly tag: 'staged' }
  | { readonly tag: 'approved'; readonly by: Actor; readonly at: EpochMs; readonly portion: ApprovedPortion }
  | { readonly tag: 'rejected'; readonly by: Actor; readonly at: EpochMs; readonly why: string | null }
  | { readonly tag: 'expired'; readonly at: EpochMs }
  | { readonly tag: 'superseded'; readonly at: EpochMs; readonly byProposalId: string }
  /** The order's intent is durable under this id. */
  | { readonly tag: 'executing'; readonly clientOrderId: ClientOrderId | null }
  | {
      readonly tag: 'executed';
      readonly at: EpochMs;
      readonly clientOrderId: ClientOrderId | null;
      readonly filledQuantity: DecimalText;
      readonly averagePrice: DecimalText | null;
    }
  /** Judged again on fresh prices and refused: nothing was sent. */
  | { readonly tag: 'blocked'; readonly at: EpochMs; readonly reasons: readonly Encoded<RiskReason>[] }
  /** Nothing was filled; `why` is the stable code of the cause. */
  | { readonly tag: 'failed'; readonly at: EpochMs; readonly why: ProposalFailure };

/**
 * `stopped-by-control`: a pause or a halt came in the moment before the order would have left. `stop-not-cancelled`: the stop may still rest,
 * and whoever sold besides it could sell twice.
 */
export type ProposalFailure =
  | 'stopped-by-control'
  | 'stop-not-cancelled'
  | 'unplaceable'
  | 'rejected-by-exchange'
  | 'unfilled'
  | 'interrupted'
  | 'outcome-unknown'
  | 'lost';
export type ProposalTag = ProposalState['tag'];

export const PROPOSAL_TRANSITIONS: Readonly<Record<ProposalTag, readonly ProposalTag[]>> = {
  staged: ['approved', 'rejected', 'expired', 'superseded'],
  approved: ['executing', 'blocked', 'failed'],
  executing: ['executed', 'failed'],
  rejected: [],
  expired: [],
  superseded: [],
  executed: [],
  blocked: [],
  failed: [],
};

/** One trade that an agent proposed and the guard did not refuse. Bound by digest to the exact terms that were shown. */
export interface Proposal {
  /** `P1`, `P2`, ... in the order of the journal. */
  readonly id: string;
  readonly sessionId: string;
  readonly signal: TradeSignal;
  readonly terms: TradeTerms;
  readonly digest: string;
  readonly stagedAt: EpochMs;
  readonly expiresAt: EpochMs;
  /** Empty when nobody has to be asked. */
  readonly confirmationReasons: readonly Encoded<ConfirmationReason>[];
  readonly state: ProposalState;
}

export function isOpenProposal(proposal: Proposal): boolean {
  return PROPOSAL_TRANSITIONS[proposal.state.tag].length > 0;
}

/** Two proposals with the same key want the same thing; the newer one supersedes the older while that is still staged. */
export function proposalKey(proposal: { readonly signal: { readonly symbol: string; readonly action: SignalAction } }): string {
  return `${proposal.signal.symbol}:${proposal.signal.action === 'open' ? 'buy' : 'sell'}`;
}

/** @throws InvariantError for a step that the table does not know. */
export function withProposalState(proposal: Proposal, state: ProposalState): Proposal {
  invariant(
    PROPOSAL_TRANSITIONS[proposal.state.tag].includes(state.tag),
    `proposal ${proposal.id} cannot go from ${proposal.state.tag} to ${state.tag}`,
  );
  return { ...proposal, state };
}

/** A proposal as the journal keeps it: its state is what later entries say. */
export type StoredProposal = Encoded<Omit<Proposal, 'state'>>;

export function decodeProposal(stored: StoredProposal): Proposal {
  return { ...stored, signal: decodeTradeSignal(stored.signal), terms: decodeTradeTerms(stored.terms), state: { tag: 'staged' } };
}
