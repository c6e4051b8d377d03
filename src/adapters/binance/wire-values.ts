import { z } from 'zod';
import type { MarketSymbol } from '../../domain/market-symbol.ts';

/** Binance writes milliseconds, or microseconds where it was asked to; the archive of 2025 on holds microseconds. */
const MICROSECONDS_FROM = 1e14;
/** Anything below is no time in milliseconds of our century: seconds, or a count. */
const MILLISECONDS_FROM = 1e11;

/** An instant in milliseconds, whichever of the two units it was sent in. */
export const wireInstant = z
  .number()
  .int()
  .min(MILLISECONDS_FROM)
  .transform((value) => (value >= MICROSECONDS_FROM ? Math.floor(value / 1000) : value));

/** An unsigned decimal in plain notation. */
export const wireDecimal = z.string().regex(/^\d{1,20}(\.\d{1,20})?$/, { message: 'no plain decimal' });

/** A price that something can be bought or sold at. */
export const wirePrice = wireDecimal.refine((text) => /[1-9]/.test(text), { message: 'a price of 0' });

/** A market against the quote asset, as the exchange writes it; others are none of Steward's. */
export const wireSymbol = z
  .string()
  .regex(/^[A-Z0-9]{1,20}USDT$/)
  .transform((symbol) => symbol as MarketSymbol);
