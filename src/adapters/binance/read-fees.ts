import { z } from 'zod';
import { Decimal, fraction } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import { wireDecimal } from './wire-values.ts';

const rates = z.looseObject({
  maker: wireDecimal,
  taker: wireDecimal,
  buyer: wireDecimal.default('0'),
  seller: wireDecimal.default('0'),
});

/** `GET /api/v3/account/commission`. */
export const feesSchema = z.looseObject({
  standardCommission: rates,
  specialCommission: rates.optional(),
  taxCommission: rates.optional(),
  discount: z
    .looseObject({
      enabledForAccount: z.boolean(),
      enabledForSymbol: z.boolean(),
      discountAsset: z.string(),
      discount: wireDecimal,
    })
    .optional(),
});

/** What an order costs at most: standard, special and tax parts together, the dearer side of the two. The discount concerns the standard part alone. */
export function readFees({
  standardCommission,
  specialCommission,
  taxCommission,
  discount,
}: z.output<typeof feesSchema>): FeeSchedule {
  const parts = [standardCommission, specialCommission, taxCommission].filter((part) => part !== undefined);
  const sumOf = (role: 'maker' | 'taker') =>
    parts.reduce(
      (sum, part) => sum.plus(part[role]).plus(fraction(part.buyer).gt(part.seller) ? part.buyer : part.seller),
      new Decimal(0),
    );
  const applies = discount?.enabledForAccount === true && discount.enabledForSymbol ? discount : null;
  return {
    takerFraction: fraction(sumOf('taker')),
    makerFraction: fraction(sumOf('maker')),
    paidIn: applies?.discountAsset === 'BNB' ? 'bnb' : 'received',
    bnbDiscountFraction: fraction(applies?.discount ?? 1),
  };
}
