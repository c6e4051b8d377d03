import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../src/domain/candle.ts';
import { selectKeyCandles } from '../../../src/market/key-candles/select-key-candles.ts';
import { days, dayWindows, stillDay } from './days.ts';

const windows = dayWindows();

function chosenTimes(candles: readonly Candle[]): readonly number[] {
  return selectKeyCandles(candles).map(({ candle }) => candle.openedAt);
}

describe('the key candles of half a year', () => {
  it('are 15, each once, in order of time, each with a reason', () => {
    fc.assert(
      fc.property(windows, (candles) => {
        const chosen = selectKeyCandles(candles);
        const times = chosen.map(({ candle }) => candle.openedAt);
        expect(chosen).toHaveLength(15);
        expect(new Set(times).size).toBe(15);
        expect(times).toEqual([...times].sort((one, other) => one - other));
        expect(chosen.every(({ tags }) => tags.length > 0 && new Set(tags).size === tags.length)).toBe(true);
        expect(chosen.every(({ candle }) => candles.includes(candle))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('hold the highest high, the lowest low and the last two days', () => {
    fc.assert(
      fc.property(windows, (candles) => {
        const chosen = selectKeyCandles(candles);
        const tagged = (tag: string) => chosen.filter(({ tags }) => tags.some((given) => given === tag));
        expect(tagged('XH').map(({ candle }) => candle.high)).toEqual([Math.max(...candles.map(({ high }) => high))]);
        expect(tagged('XL').map(({ candle }) => candle.low)).toEqual([Math.min(...candles.map(({ low }) => low))]);
        expect(tagged('R').map(({ candle }) => candle)).toEqual(candles.slice(-2));
      }),
      { numRuns: 60 },
    );
  });

  it('are at least four for the shape, and no more of an algorithm than its quota beyond those that others chose, too', () => {
    fc.assert(
      fc.property(windows, (candles) => {
        const chosen = selectKeyCandles(candles);
        const alone = (tag: string) => chosen.filter(({ tags }) => tags[0] === tag).length;
        expect(alone('SH')).toBeGreaterThanOrEqual(4);
        for (const [tag, quota] of [
          ['S', 3],
          ['V', 2],
          ['A', 1],
          ['P', 1],
        ] as const) {
          expect(alone(tag), tag).toBeLessThanOrEqual(quota);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same however often they are chosen, and leave the window as it was', () => {
    fc.assert(
      fc.property(windows, (candles) => {
        const before = structuredClone(candles);
        expect(selectKeyCandles(candles)).toEqual(selectKeyCandles(candles));
        expect(candles).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it('are the same days when the market is quoted in another unit', () => {
    fc.assert(
      fc.property(windows, fc.constantFrom(0.001, 0.37, 3, 1_000_000), (candles, factor) => {
        const scaled = candles.map(({ openedAt, open, high, low, close, volume }) => ({
          openedAt,
          open: open * factor,
          high: high * factor,
          low: low * factor,
          close: close * factor,
          volume,
        }));
        expect(chosenTimes(scaled)).toEqual(chosenTimes(candles));
      }),
      { numRuns: 60 },
    );
  });

  it('depend on the window alone', () => {
    fc.assert(
      fc.property(dayWindows({ minLength: 200, maxLength: 200 }), (candles) => {
        const window = candles.slice(20);
        expect(selectKeyCandles(structuredClone(window))).toEqual(selectKeyCandles(window));
      }),
      { numRuns: 20 },
    );
  });

  it('are all candles when there are not more than 15, and 15 of any longer window', () => {
    fc.assert(
      fc.property(dayWindows({ minLength: 0, maxLength: 40 }), (candles) => {
        expect(selectKeyCandles(candles)).toHaveLength(Math.min(candles.length, 15));
        if (candles.length <= 15) expect(chosenTimes(candles)).toEqual(candles.map(({ openedAt }) => openedAt));
      }),
      { numRuns: 100 },
    );
  });

  it('are 15 of a market that never moved or traded, without a pattern', () => {
    const chosen = selectKeyCandles(days(Array.from({ length: 180 }, () => stillDay(100))));
    expect(chosen).toHaveLength(15);
    expect(chosen.every(({ pattern }) => pattern === null)).toBe(true);
    expect(chosen.flatMap(({ tags }) => tags).some((tag) => tag === 'V' || tag === 'A' || tag === 'S')).toBe(false);
  });
});
