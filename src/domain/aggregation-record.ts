import type { DecimalText } from './decimal.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { SizeStep } from './trade-signal.ts';

/** What one agent wanted for a symbol. `abstain`: its vote is invalid, whatever it said. */
export interface VoteRecord {
  readonly agent: string;
  readonly vote: 'open' | 'close' | 'hold' | 'abstain';
  /** Of an open or a close, else null. */
  readonly sizeStep: SizeStep | null;
  /** Of an open, else null. */
  readonly stopPrice: DecimalText | null;
}

/** One step of the way from votes to a decision, in the order in which the steps were taken. */
export interface AggregationStep {
  readonly code: AggregationCode;
  /** Whose word led to the step; null when it follows from all votes together. */
  readonly agent: string | null;
  /** The share of the size step before and after, where the step made it smaller; else null. */
  readonly from: number | null;
  readonly to: number | null;
  /** What the step stands on: evidence ids, the code of an objection, a number that did not match; else null. */
  readonly about: string | null;
}

export type AggregationCode =
  | 'agreed'
  | 'weak-agreement'
  | 'conflict'
  | 'quorum-missing'
  | 'vote-invalid'
  | 'no-position'
  | 'size-shared'
  | 'size-capped'
  | 'report-missing'
  | 'stance-not-positive'
  | 'evidence-missing'
  | 'officer-approved'
  | 'officer-reduced'
  | 'officer-vetoed'
  | 'veto-ignored'
  | 'officer-missing'
  | 'fact-wrong'
  | 'fact-check-failed'
  | 'objection-raised'
  | 'objection-resolved'
  | 'objection-unresolved'
  | 'proposal-kept'
  | 'proposal-shrunk'
  | 'proposal-withdrawn'
  | 'critic-missing'
  | 'stop-moved'
  | 'stop-kept';

/** How the votes on one symbol became what the configuration stands for. */
export interface AggregationRecord {
  readonly symbol: MarketSymbol;
  readonly votes: readonly VoteRecord[];
  readonly result: 'open' | 'close' | 'hold';
  /** What is wanted, as a share of what the guard allows (open) or of the position (close); null for a hold. */
  readonly sizeFraction: number | null;
  readonly steps: readonly AggregationStep[];
}
