import { describe, expect, it } from 'vitest';
import {
  contrastPercent,
  contrastUsdt,
  countText,
  percentText,
  priceText,
  quantityText,
  signedPercentText,
  signedUsdtText,
  usdtText,
} from '../../src/report/format-number.ts';

describe('numbers', () => {
  it.each([
    [priceText, '42150.3749', '42150.37'],
    [priceText, '42000.00', '42000'],
    [priceText, '999.98765', '999.988'],
    [priceText, '0.000012345678', '0.0000123457'],
    [quantityText, '0.01150000', '0.0115'],
    [quantityText, '1000', '1000'],
    [usdtText, '10482.155', '10,482.16 USDT'],
    [usdtText, '-1234567.891', '-1,234,567.89 USDT'],
    [usdtText, '0', '0.00 USDT'],
    [usdtText, '0.00123', '0.0012 USDT'],
    [usdtText, '0.5', '0.50 USDT'],
    [usdtText, '-0.000000001', '0.00000000 USDT'],
    [signedUsdtText, '44.1', '+44.10 USDT'],
    [signedUsdtText, '-44.1', '-44.10 USDT'],
    [signedUsdtText, '0', '0.00 USDT'],
    [percentText, '0.025', '2.5 %'],
    [percentText, '0.33333', '33.33 %'],
    [percentText, '1', '100 %'],
    [signedPercentText, '0.0042', '+0.42 %'],
    [signedPercentText, '-0.0042', '-0.42 %'],
    [signedPercentText, '0.000001', '0 %'],
  ])('%o writes %s as %s', (format, value, text) => {
    expect(format(value)).toBe(text);
  });

  it('show as many decimals as it takes to tell a value from its bound', () => {
    expect(contrastUsdt({ value: '20.001', bound: '20' })).toEqual(['20.0010 USDT', '20.0000 USDT']);
    expect(contrastPercent({ value: '0.200001', bound: '0.2' })).toEqual(['20.0001 %', '20 %']);
    expect(contrastUsdt({ value: '20', bound: '20.0' })).toEqual(['20.00 USDT', '20.00 USDT']);
  });

  it('agree with their nouns', () => {
    expect([countText(1, 'position'), countText(3, 'position'), countText(0, 'position')]).toEqual([
      '1 position',
      '3 positions',
      '0 positions',
    ]);
  });
});
