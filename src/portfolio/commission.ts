import { notional, type Quantity, type QuoteAmount, quoteAmount, ZERO_QUOTE } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import { toLedgerAmount } from './lots.ts';

/**
 * How a fill's commission moves the books. `base`: less of the coin arrives. `quote`: cash. `coin`: another coin pays,
 * or the base coin of a sale; `value` is null when nobody knew its price, which is not the same as nothing.
 */
export type Commission =
  | { readonly kind: 'base'; readonly quantity: Quantity; readonly value: QuoteAmount }
  | { readonly kind: 'quote'; readonly value: QuoteAmount }
  | { readonly kind: 'coin'; readonly asset: Asset; readonly quantity: Quantity; readonly value: QuoteAmount | null };

/** @param feeValue  The commission in quote as it was valued when it was booked; needed only where the fill itself does not tell it. */
export function commissionOf(fill: Fill, feeValue: QuoteAmount | null): Commission {
  const { asset, quantity } = fill.fee;
  if (quantity.isZero()) return { kind: 'quote', value: ZERO_QUOTE };
  if (asset === QUOTE_ASSET) return { kind: 'quote', value: toLedgerAmount(quoteAmount(quantity)) };
  if (asset !== baseAssetOf(fill.symbol)) {
    return { kind: 'coin', asset, quantity, value: feeValue === null ? null : toLedgerAmount(feeValue) };
  }
  const value = toLedgerAmount(notional(fill.price, quantity));
  return fill.side === 'buy' ? { kind: 'base', quantity, value } : { kind: 'coin', asset, quantity, value };
}
