import { describe, expect, it } from 'vitest';
import { namePattern } from '../../../src/market/key-candles/name-pattern.ts';
import { type DayParts, days } from './days.ts';

/** Ten days that move by `step` a day, each with a body of 1, and then the day in question. */
function patternAfter(step: number, day: Omit<DayParts, 'volume'>, { before = 10 } = {}) {
  const history = Array.from({ length: before }, (_, index) => {
    const close = 100 + (index - before + 1) * step;
    return { open: close - 1, high: close + 1, low: close - 2, close, volume: 1 };
  });
  return namePattern(days([...history, { ...day, volume: 1 }]), before);
}

describe('candlestick patterns', () => {
  it.each([
    { name: 'Doji', step: 0, day: { open: 100, high: 105, low: 95, close: 101 }, is: 'a body of a tenth of the range' },
    { name: 'Hammer', step: -1, day: { open: 99, high: 100.5, low: 95, close: 100 }, is: 'a long lower shadow after a fall' },
    {
      name: 'Shooting Star',
      step: 1,
      day: { open: 101, high: 105, low: 99.7, close: 100 },
      is: 'a long upper shadow after a rise',
    },
    { name: 'Strong Bull', step: 0, day: { open: 100, high: 104, low: 99.5, close: 103.5 }, is: 'a large rising body' },
    { name: 'Strong Bear', step: 0, day: { open: 103.5, high: 104, low: 99.5, close: 100 }, is: 'a large falling body' },
  ])('$name is $is', ({ name, step, day }) => {
    expect(patternAfter(step, day)).toBe(name);
  });

  it.each([
    { what: 'a hammer after a rise', step: 1, day: { open: 99, high: 100.5, low: 95, close: 100 } },
    { what: 'a hammer with an upper shadow', step: -1, day: { open: 99, high: 101.5, low: 95, close: 100 } },
    { what: 'a shooting star after a fall', step: -1, day: { open: 101, high: 105, low: 99.7, close: 100 } },
    {
      what: 'a body that fills its range but is no larger than usual',
      step: 0,
      day: { open: 100, high: 101.3, low: 99.9, close: 101.2 },
    },
    { what: 'a large body in a far larger range', step: 0, day: { open: 100, high: 106, low: 98, close: 103.5 } },
    { what: 'a day that did not move', step: 0, day: { open: 100, high: 100, low: 100, close: 100 } },
  ])('$what is none', ({ step, day }) => {
    expect(patternAfter(step, day)).toBeNull();
  });

  it('need ten days before', () => {
    const doji = { open: 100, high: 105, low: 95, close: 101 };
    expect(patternAfter(0, doji, { before: 9 })).toBeNull();
    expect(patternAfter(0, doji, { before: 10 })).toBe('Doji');
  });
});
