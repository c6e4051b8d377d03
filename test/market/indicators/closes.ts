import type { Candle } from '../../../src/domain/candle.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import type { IndicatorStep } from '../../../src/market/indicators/indicator-step.ts';

/** The 33 closes of QQQQ, December 2009 to February 2010, that ChartSchool's RSI sheet is worked out on. */
export const CHART_SCHOOL_CLOSES: readonly number[] = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.614, 46.282,
  46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783,
  44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
];

export function flatCandle(close: number, index = 0): Candle {
  return { openedAt: index * HOUR_MS, open: close, high: close, low: close, close, volume: 1 };
}

/** What an indicator answers step by step. */
export function valuesOver<Value>(
  indicator: { update(step: IndicatorStep): Value },
  candles: readonly Candle[],
): readonly Value[] {
  return candles.map((candle, index) =>
    indicator.update({ candle, previousClose: candles[index - 1]?.close ?? Number.NaN, kind: 'append' }),
  );
}
