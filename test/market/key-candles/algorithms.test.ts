import { describe, expect, it } from 'vitest';
import { highestCandle, lowestCandle } from '../../../src/market/key-candles/extreme.ts';
import { rankPatterns } from '../../../src/market/key-candles/pattern.ts';
import { rankRanges } from '../../../src/market/key-candles/range.ts';
import { recentCandles } from '../../../src/market/key-candles/recent.ts';
import { rankSwings } from '../../../src/market/key-candles/swing.ts';
import { rankVolumes } from '../../../src/market/key-candles/volume.ts';
import { calmDay, type DayParts, days } from './days.ts';

function indices(ranked: readonly { readonly index: number }[]): readonly number[] {
  return ranked.map(({ index }) => index);
}

/** Calm days at 100, some of them changed. */
function daysWith(count: number, changes: Readonly<Record<number, Partial<DayParts>>>) {
  return days(Array.from({ length: count }, (_, index) => ({ ...calmDay(100), ...changes[index] })));
}

describe('recent candles', () => {
  it.each([
    { count: 5, expected: [4, 3] },
    { count: 1, expected: [0] },
  ])('are the newest two of $count', ({ count, expected }) => {
    expect(indices(recentCandles(daysWith(count, {})))).toEqual(expected);
  });
});

describe('extreme candles', () => {
  it('have the highest high and the lowest low, and name that price', () => {
    const window = daysWith(10, { 3: { high: 120 }, 7: { low: 80 } });
    expect(highestCandle(window)).toEqual({ index: 3, notablePrices: ['high'] });
    expect(lowestCandle(window)).toEqual({ index: 7, notablePrices: ['low'] });
  });

  it('are the most recent of equal ones', () => {
    const window = daysWith(10, { 2: { high: 120, low: 80 }, 6: { high: 120, low: 80 } });
    expect([highestCandle(window).index, lowestCandle(window).index]).toEqual([6, 6]);
  });
});

describe('swings', () => {
  /** Highs a percent above these closes, lows a percent below. */
  const swingsOf = (closes: readonly number[]) => rankSwings(days(closes.map(calmDay)));

  it('are strict fractals of five candles: equal neighbours make none', () => {
    expect(indices(swingsOf([100, 101, 105, 101, 100]))).toEqual([2]);
    expect(indices(swingsOf([100, 105, 105, 101, 100]))).toEqual([]);
    expect(indices(swingsOf([100, 105, 101, 100])), 'too near to the edge').toEqual([]);
  });

  it('rank by how far the market came back on the side where it came back less', () => {
    // The peak of 120 stands alone; that of 110 is 110 down to 104 before the market went higher; that of 107 hardly came back.
    const closes = [90, 95, 107, 106, 105.5, 108, 110, 104, 106, 112, 120, 110, 90, 80, 70];
    const highs = swingsOf(closes).filter(({ notablePrices }) => notablePrices[0] === 'high');
    expect(indices(highs)).toEqual([10, 6, 2]);
  });

  it('are lows, too, and say which price made them', () => {
    expect(swingsOf([110, 105, 100, 105, 110])).toMatchObject([{ index: 2, notablePrices: ['low'] }]);
  });

  it('count a candle that is high and low once; of two equal ways it is told by its high', () => {
    const window = daysWith(5, { 0: { high: 90, low: 80 }, 1: { high: 90, low: 80 }, 2: { high: 110, low: 70 } });
    expect(rankSwings(window)).toMatchObject([{ index: 2, notablePrices: ['high'] }]);
  });
});

describe('volumes', () => {
  /** Volumes that vary a little, so that there is a spread to compare with. */
  const volumeDays = (loud: Readonly<Record<number, number>>) =>
    days(Array.from({ length: 40 }, (_, index) => ({ ...calmDay(100), volume: loud[index] ?? 100 + (index % 5) * 10 })));

  it('are those two deviations above the 20 before, the loudest first', () => {
    expect(indices(rankVolumes(volumeDays({ 25: 400, 35: 2_000 })))).toEqual([25, 35]);
    expect(indices(rankVolumes(volumeDays({ 35: 400 })))).toEqual([35]);
  });

  it('are none before the 21st day, however loud', () => {
    expect(indices(rankVolumes(volumeDays({ 19: 1e9 })))).toEqual([]);
    expect(indices(rankVolumes(volumeDays({ 20: 1e9 })))).toEqual([20]);
  });

  it('are none where the volume never changed before', () => {
    expect(rankVolumes(daysWith(40, { 30: { volume: 1e9 } }))).toEqual([]);
  });
});

describe('ranges', () => {
  it('are one and a half times the average of 14 days before, by that ratio', () => {
    const window = daysWith(40, { 20: { high: 103, low: 99 }, 30: { high: 105, low: 95 }, 35: { high: 101.4, low: 98.6 } });
    expect(indices(rankRanges(window))).toEqual([30, 20]);
    expect(rankRanges(window)[0]?.notablePrices).toEqual(['high', 'low']);
  });

  it('count the way from the close before', () => {
    const window = daysWith(40, { 20: { open: 110, high: 111, low: 110, close: 110 } });
    expect(indices(rankRanges(window))[0]).toBe(20);
  });

  it('are none before there is an average', () => {
    expect(rankRanges(daysWith(16, { 14: { high: 150 } }))).toEqual([]);
    expect(indices(rankRanges(daysWith(16, { 15: { high: 150 } })))).toEqual([15]);
  });
});

describe('patterns', () => {
  const bull = { open: 100, high: 110.5, low: 99.5, close: 110 };
  const fall = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [index, { ...wavering(100) }]));

  it('are the most recent first, without dojis and the last two days', () => {
    const window = daysWith(40, { ...fall, 15: bull, 30: bull, 33: { open: 100, high: 101, low: 99, close: 100 }, 38: bull });
    expect(indices(rankPatterns(window))).toEqual([30, 15]);
    expect(rankPatterns(window)[0]?.notablePrices).toEqual(['open']);
  });
});

/** A day with a body too large for a doji and too small for a strong candle. */
function wavering(price: number): DayParts {
  return { open: price, high: price + 1.5, low: price - 1, close: price + 0.5, volume: 100 };
}
