/** The numbers of the trend strategy. A contestant may differ in any of them. */
export interface TrendParameters {
  /** Entry: lowest RSI14 of the 4h candles, 0 to 100. Below it the trend has no force. */
  readonly entryRsiMin: number;
  /** Entry: highest RSI14 of the 4h candles. Above it the move is overbought. */
  readonly entryRsiMax: number;
  /** Entry: largest distance of the price above the daily MA20, in daily ATR14. Farther up the move is chased. */
  readonly extensionAtrMax: number;
  /** Stop of an entry: distance below the price, in 4h ATR14. */
  readonly stopAtrMultiple: number;
  /** Stop: nearest and farthest distance below the price, as fractions; they lie within what the guard allows. */
  readonly stopDistanceFractionMin: number;
  readonly stopDistanceFractionMax: number;
  /** Target of an entry: distance above the price, in distances of the stop. */
  readonly targetRiskMultiple: number;
  /** Trailing: distance of the raised stop below the mark, in 4h ATR14. */
  readonly trailAtrMultiple: number;
  /** Trailing: a stop is raised only when that lifts it by at least this fraction of the mark. */
  readonly trailStepFraction: number;
  /** Entries proposed in one session at most. */
  readonly entriesPerSessionMax: number;
  /** No entry while cash is a smaller fraction of equity than this. */
  readonly cashFractionMin: number;
  /** A position worth less than this, in USDT, is dust: it cannot be sold and counts as none. */
  readonly dustValueMax: number;
}

export const DEFAULT_TREND_PARAMETERS: TrendParameters = {
  entryRsiMin: 45,
  entryRsiMax: 65,
  extensionAtrMax: 2,
  stopAtrMultiple: 4,
  stopDistanceFractionMin: 0.02,
  stopDistanceFractionMax: 0.12,
  targetRiskMultiple: 3,
  trailAtrMultiple: 6,
  trailStepFraction: 0.01,
  entriesPerSessionMax: 2,
  cashFractionMin: 0.2,
  dustValueMax: 5,
};
