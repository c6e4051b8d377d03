import { describe, expect, it } from 'vitest';
import { importantPoints } from '../../../src/market/key-candles/shape.ts';

describe('perceptually important points', () => {
  it('are chosen in the order of the published example', () => {
    const values = [10, 12, 9, 14, 13, 8, 11, 15, 14, 16];
    expect(importantPoints(values, { known: [0, 9], count: 4 })).toEqual([5, 3, 2, 7]);
  });

  it('take points that are known already into account, in any order and named twice', () => {
    expect(importantPoints([0, 5, 4, 3, 0], { known: [4, 1, 0, 1], count: 1 })).toEqual([3]);
  });

  it('prefer the most recent of equal ones', () => {
    expect(importantPoints([0, 5, 0, 5, 0], { known: [0, 2, 4], count: 2 })).toEqual([3, 1]);
  });

  it('end when every point is chosen', () => {
    expect(importantPoints([1, 2, 3], { known: [0, 2], count: 5 })).toEqual([1]);
  });
});
