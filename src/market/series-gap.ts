import type { EpochMs } from '../domain/time.ts';

/** Hours without a candle between two candles: `from` is the opening time of the first of them, `until` of the next candle there is. */
export interface SeriesGap {
  readonly from: EpochMs;
  readonly until: EpochMs;
}
