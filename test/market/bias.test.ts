import { describe, expect, it } from 'vitest';
import type { IndicatorValues } from '../../src/domain/market-data-set.ts';
import { biasOf } from '../../src/market/bias.ts';

const KNOWN: IndicatorValues = {
  rsi14: 50,
  macd: { line: 0, signal: 0, histogram: 0 },
  ma20: 100,
  ma50: 100,
  atr14: 1,
  volumeZ: 0,
  missing: null,
};

/** Each sign up (1), down (-1) or on its mark (0). */
function biasWith([overDaily, means, histogram, overFourHourly]: readonly [number, number, number, number]) {
  const price = 100;
  return biasOf({
    price,
    daily: { ...KNOWN, ma50: price - overDaily, ma20: price - overDaily + means, macd: { line: 0, signal: 0, histogram } },
    fourHourly: { ...KNOWN, ma50: price - overFourHourly },
  });
}

describe('the bias', () => {
  it.each([
    { signs: [1, 1, 1, 1], bias: 'upward' },
    { signs: [-1, 1, 1, 1], bias: 'upward' },
    { signs: [1, -1, 1, 1], bias: 'upward' },
    { signs: [1, 1, -1, 1], bias: 'upward' },
    { signs: [1, 1, 1, -1], bias: 'upward' },
    { signs: [1, 1, -1, -1], bias: 'neutral' },
    { signs: [-1, 1, -1, 1], bias: 'neutral' },
    { signs: [1, 1, 0, 0], bias: 'neutral' },
    { signs: [0, 0, 0, 0], bias: 'neutral' },
    { signs: [1, 1, 1, 0], bias: 'upward' },
    { signs: [-1, -1, 0, -1], bias: 'downward' },
    { signs: [1, -1, -1, -1], bias: 'downward' },
    { signs: [-1, -1, -1, -1], bias: 'downward' },
  ] as const)('is $bias when the signs are $signs', ({ signs, bias }) => {
    expect(biasWith(signs)).toBe(bias);
  });

  it.each([
    { name: 'the daily MA20', daily: { ma20: null }, fourHourly: {} },
    { name: 'the daily MA50', daily: { ma50: null }, fourHourly: {} },
    { name: 'the daily MACD', daily: { macd: null }, fourHourly: {} },
    { name: 'the MA50 of 4h', daily: {}, fourHourly: { ma50: null } },
  ])('is unknown while $name is', ({ daily, fourHourly }) => {
    expect(biasOf({ price: 100, daily: { ...KNOWN, ...daily }, fourHourly: { ...KNOWN, ...fourHourly } })).toBeNull();
  });
});
