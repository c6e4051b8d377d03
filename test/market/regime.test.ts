import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { SeriesFacts } from '../../src/domain/market-data-set.ts';
import { regimeOf } from '../../src/market/regime.ts';
import { days } from './key-candles/days.ts';

function seriesOf(candles: readonly Candle[], atr14: number | null): SeriesFacts {
  return {
    interval: '1d',
    length: candles.length,
    knownLength: candles.length,
    candleAt: (index) => {
      const candle = candles[index];
      if (candle === undefined) throw new Error(`no candle ${index}`);
      return candle;
    },
    indicators: { rsi14: null, macd: null, ma20: null, ma50: null, atr14, volumeZ: null, missing: null },
    distanceToMa50Fraction: null,
    missingHours: [],
  };
}

/** Days at these closes, each with a range of 2 around its close. */
function closing(closes: readonly number[]): readonly Candle[] {
  return days(closes.map((close) => ({ open: close, high: close + 1, low: close - 1, close, volume: 1 })));
}

const still = Array.from({ length: 60 }, () => 100);
/** Up by one, down by one. */
const zigzag = Array.from({ length: 60 }, (_, index) => 100 + (index % 2));

describe('the regime', () => {
  it.each([
    { atr14: 3, regime: 'volatile' },
    { atr14: 2.99, regime: 'ranging' },
  ])('is $regime when ATR14 is $atr14 where a usual day has a range of 2', ({ atr14, regime }) => {
    expect(regimeOf(seriesOf(closing(still), atr14))).toBe(regime);
  });

  it('is ranging where closes come back to where they were, and where they never move', () => {
    expect(regimeOf(seriesOf(closing(zigzag), 2))).toBe('ranging');
    expect(regimeOf(seriesOf(closing(still), 2))).toBe('ranging');
  });

  it.each([
    { up: 19, regime: 'trending', way: '8 of 30 steps' },
    { up: 18, regime: 'ranging', way: '6 of 30 steps' },
  ])('is $regime after a way of $way', ({ up, regime }) => {
    const steps = Array.from({ length: 30 }, (_, index) => (index < up ? 1 : -1));
    const closes = [100];
    for (const step of steps) closes.push((closes.at(-1) ?? 0) + step);
    expect(regimeOf(seriesOf(closing(closes), 2))).toBe(regime);
    expect(regimeOf(seriesOf(closing(closes.map((close) => 200 - close)), 2)), 'and so downwards').toBe(regime);
  });

  it('is unknown without ATR14 or before 31 days are shown', () => {
    expect(regimeOf(seriesOf(closing(still), null))).toBeNull();
    expect(regimeOf(seriesOf(closing(still.slice(0, 30)), 2))).toBeNull();
    expect(regimeOf(seriesOf(closing(still.slice(0, 31)), 2))).not.toBeNull();
  });
});
