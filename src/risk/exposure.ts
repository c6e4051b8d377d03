import {
  add,
  fraction,
  largest,
  notional,
  type Price,
  price,
  type QuoteAmount,
  subtract,
  ZERO_QUOTE,
} from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Position } from '../domain/position.ts';
import type { RiskSituation } from './risk-situation.ts';

/** What the book owns of the symbol; null for nothing. */
export function positionOf(symbol: MarketSymbol, { book }: RiskSituation): Position | null {
  return book.positions.find((position) => position.symbol === symbol && position.quantity.gt(0)) ?? null;
}

/** A position at its mark, or at its cost while no mark is known. */
function positionValue(position: Position, { marks }: RiskSituation): QuoteAmount {
  return notional(marks.get(position.symbol)?.price ?? position.averageCost, position.quantity);
}

/** What an exit is planned at. A missing mark must not keep a position from being sold, so its cost stands in. */
export function exitPrice(symbol: MarketSymbol, situation: RiskSituation): Price {
  return situation.marks.get(symbol)?.price ?? positionOf(symbol, situation)?.averageCost ?? price(0);
}

/** What is held and reserved: of one symbol, or of all when `symbol` is null. */
export function committedValue(symbol: MarketSymbol | null, situation: RiskSituation): QuoteAmount {
  const concerns = (item: { readonly symbol: MarketSymbol }) => symbol === null || item.symbol === symbol;
  const held = situation.book.positions.filter(concerns).map((position) => positionValue(position, situation));
  return [...held, ...situation.reservedEntries.filter(concerns).map((entry) => entry.quoteAmount)].reduce(add, ZERO_QUOTE);
}

/** The worst price that an entry at the mark is reckoned with: never below what its terms allow it to pay. */
export function worstEntryPrice(mark: Price, { limits }: RiskSituation): Price {
  return price(fraction(limits.slippageAllowanceFraction).plus(1).times(mark));
}

/** What remains of an allowance, at least 0. */
export function remaining(allowance: QuoteAmount, used: QuoteAmount): QuoteAmount {
  return largest(ZERO_QUOTE, subtract(allowance, used));
}
