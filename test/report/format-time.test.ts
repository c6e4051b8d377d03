import { describe, expect, it } from 'vitest';
import { durationText, utcClockText, utcText } from '../../src/report/format-time.ts';

describe('times', () => {
  it('are UTC and say so', () => {
    const at = Date.parse('2024-01-31T14:05:59Z');
    expect([utcText(at), utcClockText(at)]).toEqual(['2024-01-31 14:05 UTC', '14:05 UTC']);
  });

  it.each([
    [850, '850 ms'],
    [45_000, '45 s'],
    [12 * 60_000 + 30_000, '12 min'],
    [3 * 3_600_000, '3 h'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 05 min'],
    [2 * 86_400_000 + 4 * 3_600_000, '2 d 4 h'],
  ])('a span of %d ms is %s', (durationMs, text) => {
    expect(durationText(durationMs)).toBe(text);
  });
});
