import { type Quantity, type QuoteAmount, ZERO_QUANTITY, ZERO_QUOTE } from '../domain/decimal.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { RoundTrip } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';
import type { OwnedLot } from './lots.ts';

/** What is owned of one symbol, and what its round trip has done since the symbol was last flat. There is none without coins. */
export interface Holding {
  readonly symbol: MarketSymbol;
  readonly openedAt: EpochMs;
  readonly lots: readonly OwnedLot[];
  /** Cost of everything bought in this round trip. */
  readonly boughtCost: QuoteAmount;
  readonly realisedPnl: QuoteAmount;
  /** The newest sale of this round trip was a stop. */
  readonly lastSoldByStop: boolean;
}

/**
 * The ledger after some events, immutable. It always holds, to the last digit, that
 * cashFlow + the cost of all lots - realisedPnl = transfers + feeCoinsSpent.
 */
export interface LedgerState {
  /** Cash received minus cash spent; the book's cash is its capital plus this. */
  readonly cashFlow: QuoteAmount;
  readonly realisedPnl: QuoteAmount;
  /** Commissions whose value is known. */
  readonly feesPaid: QuoteAmount;
  /** Cash and coins (at their cost) brought in minus taken out. */
  readonly transfers: QuoteAmount;
  /** Value of the commissions paid with coins that are no position: it enters the book at the moment it is used up. */
  readonly feeCoinsSpent: QuoteAmount;
  readonly holdings: ReadonlyMap<MarketSymbol, Holding>;
  /** Sold or removed although not owned, for example while the purchase's fill has not arrived. Later purchases make it good first. */
  readonly oversold: ReadonlyMap<MarketSymbol, Quantity>;
  readonly feeCoins: ReadonlyMap<Asset, Quantity>;
  /** Residues that were written off: still on the account, in no position. */
  readonly dust: ReadonlyMap<Asset, Quantity>;
  /** Commissions taken in a coin that neither the fee coins nor a position could pay. */
  readonly feeCoinShortages: ReadonlyMap<Asset, Quantity>;
}

export const EMPTY_LEDGER: LedgerState = {
  cashFlow: ZERO_QUOTE,
  realisedPnl: ZERO_QUOTE,
  feesPaid: ZERO_QUOTE,
  transfers: ZERO_QUOTE,
  feeCoinsSpent: ZERO_QUOTE,
  holdings: new Map(),
  oversold: new Map(),
  feeCoins: new Map(),
  dust: new Map(),
  feeCoinShortages: new Map(),
};

/** The ledger after one event, with the round trips that the event closed. */
export interface LedgerStep {
  readonly state: LedgerState;
  readonly closed: readonly RoundTrip[];
}

/** A copy of `amounts` with one value replaced; zero removes the key. */
export function withQuantity<Key>(amounts: ReadonlyMap<Key, Quantity>, key: Key, value: Quantity): ReadonlyMap<Key, Quantity> {
  if (value.isZero() && !amounts.has(key)) return amounts;
  const copy = new Map(amounts);
  if (value.isZero()) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

export function quantityIn<Key>(amounts: ReadonlyMap<Key, Quantity>, key: Key): Quantity {
  return amounts.get(key) ?? ZERO_QUANTITY;
}
