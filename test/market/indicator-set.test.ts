import { IndicatorsSync } from '@ixjb94/indicators';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { IndicatorValues } from '../../src/domain/market-data-set.ts';
import { IndicatorSet, WARM_UP_LENGTH } from '../../src/market/indicator-set.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const candles = generatedCandles({ seed: 5, from: 0, count: 400 });

describe('the set of indicators', () => {
  it('keeps for every candle what the formulas give for all candles up to it', () => {
    const set = setOf(candles);
    for (const index of [249, 250, 300, 399]) {
      expectClose(set.valuesAt(index), formulasOver(candles.slice(0, index + 1)), `candle ${index}`);
    }
  });

  it('previews a candle without leaving a trace, however often', () => {
    for (const length of [0, 1, 25, 26, 200, 248, 249, 250, 300]) {
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

  it('says that it knows nothing while fewer than 250 candles are known, and how many are', () => {
    const nothing = { rsi14: null, macd: null, ma20: null, ma50: null, atr14: null, volumeZ: null };
    const set = setOf(candles);
    expect(set.valuesAt(WARM_UP_LENGTH - 2)).toEqual({ ...nothing, missing: '249 of 250 candles are known' });
    expect(set.valuesAt(WARM_UP_LENGTH - 1)).toMatchObject({ rsi14: expect.any(Number), missing: null });
    expect(set.valuesAt(-1)).toEqual({ ...nothing, missing: '0 of 250 candles are known' });
    expect(set.valuesAt(candles.length)).toEqual({ ...nothing, missing: '0 of 250 candles are known' });
  });

  it('has no score of a volume that never changes, and says why', () => {
    const set = setOf(candles.map((candle) => ({ ...candle, volume: 7.3 })));
    expect(set.valuesAt(300)).toMatchObject({ volumeZ: null, missing: 'the volume did not change' });
    expect(set.valuesAt(300).rsi14).not.toBeNull();
  });
});

/** Written by others, in another way; its averages begin with other values, which no longer matter after 300 candles. */
describe('the set of indicators against an independent library', () => {
  const library = new IndicatorsSync();
  const closes = candles.map(({ close }) => close);
  const highs = candles.map(({ high }) => high);
  const lows = candles.map(({ low }) => low);
  const [lines = [], signals = [], histograms = []] = library.macd(closes, 12, 26, 9);
  const values = setOf(candles).valuesAt(candles.length - 1);

  it.each([
    { name: 'RSI14', ours: values.rsi14, theirs: library.rsi(closes, 14) },
    { name: 'MACD line', ours: values.macd?.line, theirs: lines },
    { name: 'MACD signal', ours: values.macd?.signal, theirs: signals },
    { name: 'MACD histogram', ours: values.macd?.histogram, theirs: histograms },
    { name: 'MA20', ours: values.ma20, theirs: library.sma(closes, 20) },
    { name: 'MA50', ours: values.ma50, theirs: library.sma(closes, 50) },
    { name: 'ATR14', ours: values.atr14, theirs: library.atr(highs, lows, closes, 14) },
  ])('has the same $name', ({ ours, theirs }) => {
    expect(ours).toBeTypeOf('number');
    expect(ours).toBeCloseTo(theirs.at(-1) ?? Number.NaN, 8);
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
    [actual.volumeZ, expected.volumeZ],
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
    volumeZ: volumeZOf(series.slice(-21).map(({ volume }) => Math.log(1 + volume))),
    missing: null,
  };
}

/** The last value against those before it. */
function volumeZOf(logarithms: readonly number[]): number {
  const before = logarithms.slice(0, -1);
  const variance = before.reduce((sum, value) => sum + (value - mean(before)) ** 2, 0) / (before.length - 1);
  return ((logarithms.at(-1) ?? 0) - mean(before)) / Math.sqrt(variance);
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
