import type { MarketSymbol } from './market-symbol.ts';
import type { SizeStep } from './trade-signal.ts';

/** From strongly against to strongly for owning the symbol. */
export type Stance = -2 | -1 | 0 | 1 | 2;
export const STANCES: readonly Stance[] = [-2, -1, 0, 1, 2];

/** What an analyst says of one symbol from the data that it was shown. */
export interface AnalystReport {
  readonly kind: 'report';
  readonly symbol: MarketSymbol;
  readonly stance: Stance;
  readonly horizonHours: number;
  /** Prices that matter, in USDT per coin. */
  readonly keyLevels: readonly number[];
  readonly evidence: readonly string[];
  readonly risks: readonly string[];
}

export const REVIEW_CODES = [
  'within-limits',
  'concentration',
  'correlated-exposure',
  'low-cash',
  'recent-losses',
  'weak-evidence',
  'poor-reward',
  'other-risk',
] as const;
export type ReviewCode = (typeof REVIEW_CODES)[number];

/** What the risk officer says of one proposal. It can only make an entry smaller or stop it. */
export interface ProposalReview {
  readonly kind: 'review';
  readonly symbol: MarketSymbol;
  readonly decision: 'approve' | 'reduce' | 'veto';
  /** Of a reduction, else null. */
  readonly sizeStep: SizeStep | null;
  readonly code: ReviewCode;
}

export const OBJECTION_CODES = [
  'against-trend',
  'overextended',
  'weak-momentum',
  'low-volume',
  'stop-unreasonable',
  'target-unreasonable',
  'evidence-contradicts',
  'market-wide-risk',
] as const;
export type ObjectionCode = (typeof OBJECTION_CODES)[number];

export type Severity = 1 | 2 | 3;
export const SEVERITIES: readonly Severity[] = [1, 2, 3];
export const OBJECTIONS_MAX = 5;

/** What the critic holds against one proposal. Free text is no objection. */
export interface Objection {
  readonly kind: 'objection';
  readonly symbol: MarketSymbol;
  readonly code: ObjectionCode;
  /** The id of the number in the snapshot on which it stands. */
  readonly evidence: string;
  readonly severity: Severity;
}

/** What the proposer makes of objections to one of its entries. */
export interface Revision {
  readonly kind: 'revision';
  readonly symbol: MarketSymbol;
  readonly decision: 'keep' | 'shrink' | 'withdraw';
  /** Of a shrinking, else null. */
  readonly sizeStep: SizeStep | null;
}

/** What an agent says that is no wish to trade. */
export type RoleStatement = AnalystReport | ProposalReview | Objection | Revision;
export type StatementOf<Kind extends RoleStatement['kind']> = Extract<RoleStatement, { readonly kind: Kind }>;
