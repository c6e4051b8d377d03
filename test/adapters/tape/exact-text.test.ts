import { describe, expect, it } from 'vitest';
import { exactText, fromExactText } from '../../../src/adapters/tape/exact-text.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import { instrumentsOf } from '../../../src/simulator/instrument-presets.ts';

describe('an exact text', () => {
  it('gives back decimals as decimals, wherever they stand', () => {
    const instruments = instrumentsOf({ preset: 'spot-2026', symbols: ['BTCUSDT'] });
    const [instrument] = fromExactText<typeof instruments>(exactText(instruments));
    expect(instrument).toEqual(instruments[0]);
    expect(Decimal.isDecimal(instrument?.tickSize)).toBe(true);
  });

  it('is the same for equal values, so that it is stored once', () => {
    const value = { price: new Decimal('0.100'), list: [1, null, 'a'], none: undefined };
    expect(exactText(value)).toBe(exactText({ price: new Decimal('0.1'), list: [1, null, 'a'] }));
  });
});
