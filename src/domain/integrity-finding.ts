import type { EpochMs } from './time.ts';

/** What about a series of candles is looked at. */
export type IntegrityCheck =
  /** A candle that cannot be true in itself: zero, absurd or contradicting prices, a time off the hour or in another unit. */
  | 'candle'
  /** A candle far from those around it. */
  | 'jump'
  | 'duplicate'
  | 'disorder'
  /** Hours without a candle although the exchange was trading. */
  | 'gap'
  /** Hours without a candle in which the exchange stood still. */
  | 'halt'
  /** Candles that belong to another market. */
  | 'wrong-symbol'
  /** The newest candle is too old. */
  | 'stale';

export interface IntegrityFinding {
  readonly check: IntegrityCheck;
  /** True when the market may be traded all the same. */
  readonly tolerated: boolean;
  /** Opening time of the first hour that it is about. */
  readonly at: EpochMs;
  /** For people and models: what was found, where. */
  readonly text: string;
}
