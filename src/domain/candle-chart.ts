import type { Candle } from './candle.ts';
import type { EpochMs } from './time.ts';

/** A line over the candles: one value a candle, null where it has none. */
export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** A candle that is pointed out, and the few words beside it. */
export interface ChartMark {
  readonly openedAt: EpochMs;
  readonly label: string;
}

/** What a chart of daily candles shows, as data. Its texts hold Latin and Cyrillic letters, digits and arrows alone: a chart's font has no more. */
export interface CandleChart {
  readonly title: string;
  readonly subtitle: string;
  /** Oldest first. */
  readonly candles: readonly Candle[];
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  readonly volumeName: string;
}
