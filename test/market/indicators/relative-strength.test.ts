import { describe, expect, it } from 'vitest';
import { RelativeStrength } from '../../../src/market/indicators/relative-strength.ts';
import { CHART_SCHOOL_CLOSES, flatCandle, valuesOver } from './closes.ts';

const CHART_SCHOOL_RSI = [
  70.5328, 66.3186, 66.5498, 69.4063, 66.3552, 57.9749, 62.9296, 63.2571, 56.0593, 62.3771, 54.7076, 50.4228, 39.9898, 41.4605,
  41.8689, 45.4632, 37.304, 33.0795, 37.773,
];

describe('relative strength', () => {
  it('equals the ChartSchool sheet from the fifteenth close on', () => {
    const values = valuesOver(
      new RelativeStrength(14),
      CHART_SCHOOL_CLOSES.map((close, index) => flatCandle(close, index)),
    );
    expect(values.slice(0, 14).every(Number.isNaN)).toBe(true);
    expect(values.slice(14)).toHaveLength(CHART_SCHOOL_RSI.length);
    for (const [index, expected] of CHART_SCHOOL_RSI.entries())
      expect(values[index + 14], `index ${index + 14}`).toBeCloseTo(expected, 4);
  });

  it.each([
    { name: 'is 100 when no close ever fell', closeAt: (index: number) => 100 + index, expected: 100 },
    { name: 'is 0 when no close ever rose', closeAt: (index: number) => 100 - index, expected: 0 },
    { name: 'is 50 when no close ever changed', closeAt: () => 100, expected: 50 },
  ])('$name', ({ closeAt, expected }) => {
    const candles = Array.from({ length: 20 }, (_, index) => flatCandle(closeAt(index), index));
    expect(valuesOver(new RelativeStrength(14), candles).at(-1)).toBe(expected);
  });
});
