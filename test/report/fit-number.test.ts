import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitAmount, fitChange, fitPercent, fitPrice, fitQuantity, fitSigned } from '../../src/report/fit-number.ts';
import { cutText, fitText, oneLine, textLength } from '../../src/report/fit-text.ts';

describe('a number in a column', () => {
  it.each([
    [fitAmount('12345.678', 9), '12,345.68'],
    [fitAmount('12345.678', 8), '12345.68'],
    [fitAmount('12345.678', 6), '12346'],
    [fitAmount('12345678', 5), '12.3M'],
    [fitAmount('1234567890123456', 4), '1e15'],
    [fitSigned('-9.12', 6), '−9.12'],
    [fitSigned('1234.5', 6), '+1234'],
    [fitSigned('0', 6), '0.00'],
    [fitPrice('2512.4', 8), '2,512.40'],
    [fitPrice('1000000', 8), '1000000'],
    [fitPrice('0.00001234', 10), '0.00001234'],
    [fitPrice('0.00001234', 8), '0.000012'],
    [fitQuantity('0.00000012', 6), '1e-7'],
    [fitQuantity('0.11941', 7), '0.11941'],
    [fitPercent('0.421', 6), '42.1%'],
    [fitPercent('0.0036', 6), '0.36%'],
    [fitPercent('12.34', 5), '1234%'],
    [fitChange('-0.031', 6), '−3.1%'],
    [fitChange('0', 6), '0.0%'],
  ])('reads %s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('is never cut, whatever its size', () => {
    const number = fc
      .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -9, max: 12 }))
      .map(([digits, exponent]) => `${digits}e${exponent}`);
    fc.assert(
      fc.property(number, fc.integer({ min: 6, max: 12 }), (value, lengthMax) => {
        for (const textOf of [fitAmount, fitSigned, fitPrice, fitQuantity, fitPercent, fitChange]) {
          const text = textOf(value, lengthMax);
          expect(textLength(text)).toBeLessThanOrEqual(lengthMax);
          expect(text).not.toContain('…');
        }
      }),
    );
  });
});

describe('a text in a column', () => {
  it('is the first of several that fits, or the last one cut', () => {
    expect(fitText(['a long one', 'short'], 6)).toBe('short');
    expect(fitText(['a long one', 'shorter'], 6)).toBe('short…');
  });
  it('is cut between characters', () => {
    expect(cutText('🟢🟢🟢🟢', 3)).toBe('🟢🟢…');
  });
  it('holds one line, no control characters and no change of direction, and keeps markup', () => {
    expect(oneLine(' a\n\tb\u001b[31m <b>&amp;</b> \u202Eevil ')).toBe('a b [31m <b>&amp;</b> evil');
  });
});
