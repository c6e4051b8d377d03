import type { TradeTerms } from '../domain/approved-trade.ts';
import type { Price, Quantity } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark, Position } from '../domain/position.ts';

export type EntryTerms = Extract<TradeTerms, { readonly purpose: 'entry' }>;
export type ExitTerms = Extract<TradeTerms, { readonly purpose: 'exit' }>;
export type StopTerms = Extract<TradeTerms, { readonly purpose: 'stop' }>;
export type StopMoveTerms = Extract<TradeTerms, { readonly purpose: 'move-stop' }>;

interface CandidateCommon {
  readonly symbol: MarketSymbol;
  readonly instrument: Instrument;
  /** What the book owns of the symbol; null when it owns nothing. */
  readonly position: Position | null;
}

/** An entry with its size worked out, before the rules have spoken. Prices are on the tick, the quantity is on the step. */
export interface EntryCandidate extends CandidateCommon {
  readonly purpose: 'entry';
  readonly mark: Mark;
  readonly quantity: Quantity;
  /** What votes left of the size step; absent where they left all of it. No size that is offered instead may exceed it. */
  readonly sizeFactor?: number;
  readonly priceMax: Price;
  readonly stopPrice: Price;
  readonly targetPrice: Price | null;
  /** The snapshot that the agent saw; null when the trade was judged on it before. */
  readonly snapshotId: string | null;
  /** The terms of the judgement before; null at the first one. */
  readonly judgedBefore: EntryTerms | null;
}

export interface ExitCandidate extends CandidateCommon {
  readonly purpose: 'exit';
  readonly quantity: Quantity;
  readonly referencePrice: Price;
}

export interface StopMoveCandidate extends CandidateCommon {
  readonly purpose: 'move-stop';
  readonly mark: Mark;
  readonly stopPrice: Price;
  readonly snapshotId: string | null;
}

export type Candidate = EntryCandidate | ExitCandidate | StopMoveCandidate;

/** Terms that are judged once more before they are carried out; a stop is protection's own and judged when it is placed. */
export type ReassessableTerms = EntryTerms | ExitTerms | StopMoveTerms;

export function entryTerms({ symbol, quantity, mark, priceMax, stopPrice, targetPrice }: EntryCandidate): EntryTerms {
  return { purpose: 'entry', symbol, quantity, referencePrice: mark.price, priceMax, stopPrice, targetPrice };
}

export function exitTerms({ symbol, quantity, referencePrice }: ExitCandidate): ExitTerms {
  return { purpose: 'exit', symbol, quantity, referencePrice };
}

export function stopMoveTerms({ symbol, stopPrice, mark }: StopMoveCandidate): StopMoveTerms {
  return { purpose: 'move-stop', symbol, stopPrice, referencePrice: mark.price };
}
