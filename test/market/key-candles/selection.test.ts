import { describe, expect, it } from 'vitest';
import { Selection } from '../../../src/market/key-candles/selection.ts';

function ranked(...indices: readonly number[]) {
  return indices.map((index) => ({ index, notablePrices: ['high' as const] }));
}

describe('the selection of key candles', () => {
  it('takes from the top of a ranking until the quota is reached', () => {
    const selection = new Selection();
    selection.take(ranked(50, 10, 30, 70), { quota: 3, tag: 'S' });
    expect(selection.indices).toEqual([50, 10, 30]);
    expect(selection.candles().map(({ index }) => index)).toEqual([10, 30, 50]);
  });

  it.each([
    { second: 52, taken: [50, 20] },
    { second: 53, taken: [50, 53] },
  ])('passes over a candle within two of one of the same ranking: $second after 50', ({ second, taken }) => {
    const selection = new Selection();
    selection.take(ranked(50, second, 20), { quota: 2, tag: 'S' });
    expect(selection.indices).toEqual(taken);
  });

  it('does not mind the neighbourhood of what another algorithm chose', () => {
    const selection = new Selection();
    selection.add({ index: 50, notablePrices: [] }, 'XH');
    selection.take(ranked(51), { quota: 1, tag: 'S' });
    expect(selection.indices).toEqual([50, 51]);
  });

  it('gives a candle that is chosen already one more reason, which costs nothing of the quota', () => {
    const selection = new Selection();
    selection.add({ index: 50, notablePrices: ['low'] }, 'XL');
    selection.take(ranked(50, 51, 20, 30), { quota: 1, tag: 'S' });
    expect(selection.candles()).toEqual([
      { index: 20, tags: ['S'], notablePrices: ['high'] },
      { index: 50, tags: ['XL', 'S'], notablePrices: ['low', 'high'] },
    ]);
  });
});
