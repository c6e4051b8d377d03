import { getCorrelation, getLogReturns } from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { correlateReturns, type KnownCloses } from '../../src/market/correlation.ts';
import { seededRandom } from '../support/generated-candles.ts';

interface Point {
  readonly openedAt: number;
  readonly close: number;
}

/** Oldest first. */
function closesOf(points: readonly Point[]): KnownCloses {
  const back = (distance: number): Point => points[points.length - 1 - distance] ?? { openedAt: Number.NaN, close: Number.NaN };
  return {
    knownLength: points.length,
    openedAtBack: (distance) => back(distance).openedAt,
    closeBack: (distance) => back(distance).close,
  };
}

function walk(seed: number, length: number): readonly Point[] {
  const random = seededRandom(seed);
  let close = 100;
  return Array.from({ length }, (_, openedAt) => {
    close *= 1 + (random() - 0.5) * 0.1;
    return { openedAt, close };
  });
}

const one = walk(1, 60);
const other = walk(2, 60);

describe('the correlation of returns', () => {
  it('is that of the newest log returns, as an independent library works it out', () => {
    const newest = (points: readonly Point[]) => getLogReturns(points.slice(-31).map(({ close }) => close));
    const correlation = correlateReturns(closesOf(one), closesOf(other), { count: 30 });
    expect(correlation).toBeCloseTo(getCorrelation(newest(one), newest(other)), 12);
  });

  it.each([
    { name: 'is 1 for a series with itself', closes: one, expected: 1 },
    {
      name: 'is 1 for one that moves alike at another price',
      closes: one.map((point) => ({ ...point, close: point.close * 7 })),
      expected: 1,
    },
    { name: 'is -1 for its mirror', closes: one.map((point) => ({ ...point, close: 1 / point.close })), expected: -1 },
  ])('$name', ({ closes, expected }) => {
    expect(correlateReturns(closesOf(one), closesOf(closes), { count: 30 })).toBeCloseTo(expected, 12);
  });

  it('compares returns between times that both have', () => {
    const without = (points: readonly Point[], times: readonly number[]) =>
      points.filter(({ openedAt }) => !times.includes(openedAt));
    const shared = correlateReturns(closesOf(without(one, [40, 50])), closesOf(without(other, [40, 50])), { count: 30 });
    expect(correlateReturns(closesOf(without(one, [50])), closesOf(without(other, [40])), { count: 30 })).toBe(shared);
    expect(correlateReturns(closesOf(one), closesOf(without(other, [40, 50])), { count: 30 })).toBe(shared);
    expect(correlateReturns(closesOf(one.slice(0, -3)), closesOf(other), { count: 30 }), 'the newest that both have').toBe(
      correlateReturns(closesOf(one.slice(0, -3)), closesOf(other.slice(0, -3)), { count: 30 }),
    );
  });

  it('is unknown while fewer returns are shared, and where one series does not move', () => {
    expect(correlateReturns(closesOf(one.slice(-30)), closesOf(other), { count: 30 })).toBeNull();
    expect(correlateReturns(closesOf(one.slice(-31)), closesOf(other), { count: 30 })).not.toBeNull();
    expect(correlateReturns(closesOf([]), closesOf(other), { count: 30 })).toBeNull();
    const still = one.map(({ openedAt }) => ({ openedAt, close: 0.1 }));
    expect(correlateReturns(closesOf(still), closesOf(other), { count: 30 })).toBeNull();
  });
});
