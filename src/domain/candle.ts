import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS } from './time.ts';

export type CandleInterval = '1h' | '4h' | '1d';

export const INTERVAL_MS: Readonly<Record<CandleInterval, DurationMs>> = { '1h': HOUR_MS, '4h': 4 * HOUR_MS, '1d': DAY_MS };

/**
 * One closed candle of a market. Prices and volume are statistics and therefore numbers; money begins with orders, fills and marks.
 * Volume is in base units. Only closed candles exist: it may be used when `closedAt(candle) < asOf`.
 */
export interface Candle {
  readonly openedAt: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The last millisecond that belongs to a candle, as the exchange defines it. */
export function candleClosedAt(openedAt: EpochMs, interval: CandleInterval): EpochMs {
  return openedAt + INTERVAL_MS[interval] - 1;
}
