import { add, notional, price, type Quantity, type QuoteAmount, quantity, subtract, ZERO_QUOTE } from '../../domain/decimal.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { Book } from '../../domain/position.ts';
import type { EpochMs } from '../../domain/time.ts';

/** Fills of one order, added up, with what they did to the books. */
export interface FilledPart {
  readonly symbol: MarketSymbol;
  readonly side: 'buy' | 'sell';
  readonly reason: string;
  readonly at: EpochMs;
  /** What arrived of a purchase, or what was sold. */
  readonly quantity: Quantity;
  readonly value: QuoteAmount;
  readonly costBasis: QuoteAmount;
  readonly pnl: QuoteAmount;
}

/** What one fill did to the books. A late fill also moves the profit of sales after it; that change is its own row's. */
export function filledPartOf(
  { fill }: FactOf<'fill-booked'>,
  { before, after, reason }: { readonly before: Book; readonly after: Book; readonly reason: string },
): FilledPart {
  const { symbol, side, fee } = fill;
  const traded = quantity(fill.quantity);
  const kept = side === 'buy' && fee.asset === baseAssetOf(symbol) ? subtract(traded, quantity(fee.quantity)) : traded;
  const costChange = subtract(costOf(after, symbol), costOf(before, symbol));
  return {
    symbol,
    side,
    reason,
    at: fill.at,
    quantity: kept,
    value: notional(price(fill.price), traded),
    costBasis: side === 'buy' ? costChange : subtract(ZERO_QUOTE, costChange),
    pnl: subtract(after.realisedPnl, before.realisedPnl),
  };
}

function costOf(book: Book, symbol: MarketSymbol): QuoteAmount {
  return book.positions.find((position) => position.symbol === symbol)?.costBasis ?? ZERO_QUOTE;
}

export function addedUp(earlier: FilledPart | null, part: FilledPart): FilledPart {
  if (earlier === null) return part;
  return {
    ...part,
    at: Math.max(earlier.at, part.at),
    quantity: add(earlier.quantity, part.quantity),
    value: add(earlier.value, part.value),
    costBasis: add(earlier.costBasis, part.costBasis),
    pnl: add(earlier.pnl, part.pnl),
  };
}
