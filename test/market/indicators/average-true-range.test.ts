import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../src/domain/candle.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { AverageTrueRange } from '../../../src/market/indicators/average-true-range.ts';
import { valuesOver } from './closes.ts';

function candleOf(
  index: number,
  { high, low, close }: { readonly high: number; readonly low: number; readonly close: number },
): Candle {
  return { openedAt: index * HOUR_MS, open: close, high, low, close, volume: 1 };
}

describe('average true range', () => {
  const first = candleOf(0, { high: 150, low: 50, close: 100 });
  const calm = Array.from({ length: 14 }, (_, index) => candleOf(index + 1, { high: 101, low: 99, close: 100 }));

  it('is seeded with the mean of 14 true ranges, the first of them that of the second candle', () => {
    const values = valuesOver(new AverageTrueRange(14), [first, ...calm]);
    expect(values.slice(0, 14).every(Number.isNaN)).toBe(true);
    expect(values[14]).toBe(2);
  });

  it('counts the gap from the close before', () => {
    const gapped = candleOf(15, { high: 117, low: 116, close: 116 });
    expect(valuesOver(new AverageTrueRange(14), [first, ...calm, gapped]).at(-1)).toBeCloseTo((2 * 13 + 17) / 14, 12);
  });
});
