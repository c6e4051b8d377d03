import type { Price, Quantity, QuoteAmount } from './decimal.ts';
import type { Asset, MarketSymbol } from './market-symbol.ts';
import type { EpochMs } from './time.ts';

/** A purchase, or what is left of it: consumed first in, first out by sales. */
export interface Lot {
  readonly openedAt: EpochMs;
  readonly quantity: Quantity;
  /** What one unit cost, commission included. */
  readonly unitCost: Price;
}

/** What the book owns of one symbol. Quantities are net of commissions taken in the coin. */
export interface Position {
  readonly symbol: MarketSymbol;
  readonly quantity: Quantity;
  /** For display: cost basis over quantity. */
  readonly averageCost: Price;
  readonly costBasis: QuoteAmount;
  readonly lots: readonly Lot[];
  readonly openedAt: EpochMs;
  /** Where protection keeps the stop; null until one was set. */
  readonly stopPrice: Price | null;
  readonly targetPrice: Price | null;
}

/** A closed round trip, from flat to flat, net of fees. */
export interface RoundTrip {
  readonly symbol: MarketSymbol;
  readonly openedAt: EpochMs;
  readonly closedAt: EpochMs;
  readonly pnl: QuoteAmount;
  readonly costBasis: QuoteAmount;
  readonly endedByStop: boolean;
}

/** The books of one portfolio, a fold of the journal: cash and positions move by fills and transfers alone. */
export interface Book {
  readonly bookId: string;
  readonly capital: QuoteAmount;
  readonly cash: QuoteAmount;
  /** In order of opening. */
  readonly positions: readonly Position[];
  readonly realisedPnl: QuoteAmount;
  /** Every commission, valued in quote at the time of its fill. */
  readonly feesPaid: QuoteAmount;
  /** Coins held only to pay commissions (BNB). */
  readonly feeCoins: Readonly<Record<Asset, Quantity>>;
  /** Residues too small to sell that were written off; they are still on the account. */
  readonly dust: Readonly<Record<Asset, Quantity>>;
}

/** The price at which something is valued, and where and when it was read. */
export interface Mark {
  readonly symbol: MarketSymbol;
  readonly price: Price;
  /** The exchange's time of the price. */
  readonly at: EpochMs;
  readonly source: 'candle' | 'ticker' | 'stream' | 'generated';
}

export type Marks = ReadonlyMap<MarketSymbol, Mark>;
