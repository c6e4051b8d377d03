import type { Candle } from '../../domain/candle.ts';

/** What an indicator is told of one closed candle. */
export interface IndicatorStep {
  readonly candle: Candle;
  /** NaN for the first candle of the series. */
  readonly previousClose: number;
  /** `replace` takes back the step before, which was only a preview of this candle. */
  readonly kind: 'append' | 'replace';
}
