import { describe, expect, it } from 'vitest';
import { NumberColumn } from '../../src/market/number-column.ts';

describe('a column of numbers', () => {
  it('keeps every value while it grows', () => {
    const column = new NumberColumn();
    for (let index = 0; index < 1_000; index += 1) column.push(index * 2);
    expect(column.length).toBe(1_000);
    expect(Array.from({ length: 1_000 }, (_, index) => column.at(index))).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index * 2),
    );
    expect(column.at(1_000)).toBeNaN();
    expect(column.at(-1)).toBeNaN();
  });

  it.each([
    { limit: -5, count: 0 },
    { limit: 0, count: 0 },
    { limit: 1, count: 1 },
    { limit: 100, count: 50 },
    { limit: 101, count: 51 },
    { limit: 198, count: 99 },
    { limit: 199, count: 100 },
  ])('has $count values below $limit', ({ limit, count }) => {
    const column = new NumberColumn();
    for (let index = 0; index < 100; index += 1) column.push(index * 2);
    expect(column.countBelow(limit)).toBe(count);
  });

  it('has none below any limit while it is empty', () => {
    expect(new NumberColumn().countBelow(1)).toBe(0);
  });
});
