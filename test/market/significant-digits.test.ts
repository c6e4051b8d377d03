import { describe, expect, it } from 'vitest';
import { significantDigits } from '../../src/market/significant-digits.ts';

describe('significant digits', () => {
  it.each([
    { value: 93576.123, digits: 5, text: '93576' },
    { value: 0.845149, digits: 5, text: '0.84515' },
    { value: -1234567, digits: 4, text: '-1235000' },
    { value: 70, digits: 4, text: '70' },
    { value: 0, digits: 4, text: '0' },
    { value: 0.00000123456, digits: 4, text: '0.000001235' },
    { value: -0.0000000123456, digits: 4, text: '-0.00000001235' },
    { value: 3e-17, digits: 4, text: '0' },
    { value: 123456789012, digits: 4, text: '123500000000' },
  ])('writes $value with $digits digits as $text', ({ value, digits, text }) => {
    expect(significantDigits(value, digits)).toBe(text);
  });
});
