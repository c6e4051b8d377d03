import { describe, expect, it } from 'vitest';
import { basisPoints, hundredths, priceText, signedHundredths, signedPriceText } from '../../src/market/number-text.ts';

describe('numbers for models', () => {
  it.each([
    { value: 44749.3, text: '44749', why: 'a fifth digit in a group that is begun' },
    { value: 3456.7, text: '3457', why: 'no fifth digit that would begin a group' },
    { value: 612.341, text: '612.34', why: 'a fifth digit in a group that is begun' },
    { value: 1.80291, text: '1.803', why: 'no fifth digit that would begin a group' },
    { value: 0.453112, text: '0.45311', why: 'a fifth digit in a group that is begun' },
    { value: 0.00004035861, text: '0.000040359', why: 'a fifth digit in a group that is begun' },
    { value: -104.5781, text: '-104.58', why: 'the sign of what is negative' },
    { value: 0, text: '0', why: 'nothing more' },
    { value: 123456.7, text: '123460', why: 'five digits at most' },
  ])('write $value as $text: $why', ({ value, text }) => {
    expect(priceText(value)).toBe(text);
  });

  it.each([
    { value: 9.119, text: '+9.119' },
    { value: -9.119, text: '-9.119' },
    { value: 0, text: '0' },
  ])('write the sign of $value: $text', ({ value, text }) => {
    expect(signedPriceText(value)).toBe(text);
  });

  it.each([
    { fraction: 0.0123, text: '+123bp' },
    { fraction: -0.00996, text: '-100bp' },
    { fraction: 1.641, text: '+16410bp' },
    { fraction: 0.00001, text: '0bp' },
    { fraction: -0.00001, text: '0bp' },
  ])('write the fraction $fraction as $text', ({ fraction, text }) => {
    expect(basisPoints(fraction)).toBe(text);
  });

  it.each([
    { value: 0.876, text: '0.88', signed: '+0.88' },
    { value: -0.004, text: '0', signed: '0' },
    { value: 1, text: '1', signed: '+1' },
    { value: -1.555, text: '-1.55', signed: '-1.55' },
  ])('write $value with two decimals: $text', ({ value, text, signed }) => {
    expect(hundredths(value)).toBe(text);
    expect(signedHundredths(value)).toBe(signed);
  });
});
