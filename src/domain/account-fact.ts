import type { DecimalText } from './decimal.ts';
import type { Asset, MarketSymbol } from './market-symbol.ts';
import type { EpochMs } from './time.ts';

/** What was found when the exchange was compared with the books: positions without their stop, and balances that do not fit. */
export type AccountFact =
  /** `since`: when the exchange says that the stop ended, where that was before it was noticed. */
  | {
      readonly kind: 'position-unprotected';
      readonly symbol: MarketSymbol;
      readonly quantity: DecimalText;
      readonly why: string;
      readonly since?: EpochMs;
    }
  | {
      readonly kind: 'position-protected';
      readonly symbol: MarketSymbol;
      readonly quantity: DecimalText;
      readonly stopPrice: DecimalText;
      readonly unprotectedMs: number;
    }
  | { readonly kind: 'drift-found'; readonly asset: Asset; readonly expected: DecimalText; readonly actual: DecimalText }
  | { readonly kind: 'drift-resolved'; readonly asset: Asset }
  /**
   * What the account holds beside the book, where the user's own coins lie on it too; said when it changed. What differs from the count
   * before came or went by the user's doing (deposits, withdrawals, trades by hand) and moves nothing in the book.
   */
  | { readonly kind: 'outside-counted'; readonly holdings: Readonly<Record<Asset, DecimalText>> };
