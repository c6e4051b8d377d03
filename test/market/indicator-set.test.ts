import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { IndicatorValues } from '../../src/domain/market-data-set.ts';
import { IndicatorSet } from '../../src/market/indicator-set.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const candles = generatedCandles({ seed: 5, from: 0, count: 400 });

describe('the set of indicators', () => {
  it('keeps for every candle what the formulas give for all candles up to it', () => {
    const set = setOf(candles);
    for (const index of [13, 14, 18, 19, 32, 33, 48, 49, 50, 120, 399]) {
      expectClose(set.valuesAt(index), formulasOver(candles.slice(0, index + 1)), `candle ${index}`);
    }
  });

  it('previews a candle without leaving a trace, however often', () => {
    for (const length of [0, 1, 13, 14, 19, 25, 26, 33, 34, 50, 200]) {
      const plain = setOf(candles.slice(0, length + 2));
      const previewed = setOf(candles.slice(0, length));
      const wild = { openedAt: 0, open: 900, high: 1000, low: 1, close: 900, volume: 1 };
      previewed.preview(wild);
      previewed.preview({ ...wild, close: 2 });
      expect(previewed.preview(candleAt(length)), `preview after ${length}`).toEqual(plain.valuesAt(length));
      previewed.push(candleAt(length));
      previewed.push(candleAt(length + 1));
      expect(previewed.valuesAt(length), `after ${length}`).toEqual(plain.valuesAt(length));
      expect(previewed.valuesAt(length + 1), `after ${length + 1}`).toEqual(plain.valuesAt(length + 1));
    }
  });

  it('knows nothing outside of the series', () => {
    const nothing = { rsi14: null, macd: null, ma20: null, ma50: null, atr14: null };
    expect(setOf(candles).valuesAt(-1)).toEqual(nothing);
    expect(setOf(candles).valuesAt(candles.length)).toEqual(nothing);
  });
});

function setOf(some: readonly Candle[]): IndicatorSet {
  const set = new IndicatorSet();
  for (const candle of some) set.push(candle);
  return set;
}

function candleAt(index: number): Candle {
  const candle = candles[index];
  if (candle === undefined) throw new Error(`no candle ${index}`);
  return candle;
}

function expectClose(actual: IndicatorValues, expected: IndicatorValues, message: string): void {
  const pairs = [
    [actual.rsi14, expected.rsi14],
    [actual.ma20, expected.ma20],
    [actual.ma50, expected.ma50],
    [actual.atr14, expected.atr14],
    [actual.macd?.line ?? null, expected.macd?.line ?? null],
    [actual.macd?.signal ?? null, expected.macd?.signal ?? null],
    [actual.macd?.histogram ?? null, expected.macd?.histogram ?? null],
  ] as const;
  for (const [one, other] of pairs) {
    if (other === null) expect(one, message).toBeNull();
    else expect(one, message).toBeCloseTo(other, 8);
  }
}

/** The textbook formulas over a whole series at once, written apart from the code under test. */
function formulasOver(series: readonly Candle[]): IndicatorValues {
  const closes = series.map(({ close }) => close);
  const changes = closes.slice(1).map((close, index) => close - (closes[index] ?? 0));
  const ranges = series
    .slice(1)
    .map(({ high, low }, index) => Math.max(high, closes[index] ?? 0) - Math.min(low, closes[index] ?? 0));
  const gain = smoothed(
    changes.map((change) => Math.max(change, 0)),
    14,
    1 / 14,
  ).at(-1);
  const loss = smoothed(
    changes.map((change) => Math.max(-change, 0)),
    14,
    1 / 14,
  ).at(-1);
  const fast = smoothed(closes, 12, 2 / 13);
  const slow = smoothed(closes, 26, 2 / 27);
  const lines = slow.map((value, index) => (fast[index + 14] ?? 0) - value);
  const signal = smoothed(lines, 9, 2 / 10).at(-1);
  const line = lines.at(-1);
  return {
    rsi14: gain === undefined || loss === undefined ? null : 100 * (gain / (gain + loss)),
    macd: line === undefined || signal === undefined ? null : { line, signal, histogram: line - signal },
    ma20: closes.length < 20 ? null : mean(closes.slice(-20)),
    ma50: closes.length < 50 ? null : mean(closes.slice(-50)),
    atr14: smoothed(ranges, 14, 1 / 14).at(-1) ?? null,
  };
}

/** Exponential smoothing seeded with the mean of the first `period` values; one value for each input from there on. */
function smoothed(values: readonly number[], period: number, weight: number): readonly number[] {
  if (values.length < period) return [];
  const result = [mean(values.slice(0, period))];
  for (const value of values.slice(period)) result.push((result.at(-1) ?? 0) * (1 - weight) + value * weight);
  return result;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
