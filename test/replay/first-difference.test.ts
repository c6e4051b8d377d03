import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../src/replay/first-difference.ts';

describe('the first difference', () => {
  it.each([
    ['a value deep inside', { a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } }, 'a.b[1].c', '2', '3'],
    ['a list that is longer', { a: [1] }, { a: [1, 2] }, 'a[1]', null, '2'],
    ['a key that is gone', { a: 1, b: 2 }, { a: 1 }, 'b', '2', null],
    ['a value in place of a list', { a: [1] }, { a: 1 }, 'a', '[1]', '1'],
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, '', '{"a":1,"b":2}', '{"b":2,"a":1}'],
  ])('names %s', (_name, recorded, replayed, path, before, now) => {
    expect(firstDifference(recorded, replayed)).toEqual({ path, recorded: before, replayed: now });
  });

  it('is none between equal values', () => {
    expect(firstDifference({ a: [1, null, 'x'] }, { a: [1, null, 'x'] })).toBeNull();
  });
});
