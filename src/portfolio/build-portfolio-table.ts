import { add, change, largest, notional, type Price, type QuoteAmount, ratio, subtract, ZERO_QUOTE } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../domain/portfolio-table.ts';
import type { Book, Position } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';

/** What a valuation needs of the marks. */
export type ValuationMarks = ReadonlyMap<MarketSymbol, { readonly price: Price }>;

/**
 * Values a book. A position without a mark stands at its average cost, so its profit is zero: nothing is gained or lost
 * because a price is missing. Coins that only pay commissions are not part of the equity.
 *
 * @param dayStartEquity  In quote; `dayPnl` is measured against it.
 * @param peakEquity  In quote; `drawdownFraction` is measured against it, or against the equity now when that is higher.
 */
export function buildPortfolioTable(input: {
  readonly book: Book;
  readonly marks: ValuationMarks;
  readonly asOf: EpochMs;
  readonly dayStartEquity: QuoteAmount;
  readonly peakEquity: QuoteAmount;
}): PortfolioTable {
  const { book, marks, asOf } = input;
  const valued = book.positions.map((position) => valuePosition(position, marks.get(position.symbol)?.price ?? null));
  const value = sumOf(valued.map((row) => row.value));
  const costBasis = sumOf(book.positions.map((position) => position.costBasis));
  const equity = add(book.cash, value);
  const peak = largest(input.peakEquity, equity);
  return {
    bookId: book.bookId,
    asOf,
    rows: valued.map((row) => rowOf(row, equity)),
    total: {
      value,
      costBasis,
      pnl: subtract(value, costBasis),
      cash: book.cash,
      equity,
      exposureFraction: ratio(value, equity),
      realisedPnl: book.realisedPnl,
      feesPaid: book.feesPaid,
      dayPnl: subtract(equity, input.dayStartEquity),
      drawdownFraction: change(peak, equity).abs() as PortfolioTable['total']['drawdownFraction'],
    },
  };
}

interface ValuedPosition {
  readonly position: Position;
  readonly mark: Price;
  readonly value: QuoteAmount;
}

function valuePosition(position: Position, mark: Price | null): ValuedPosition {
  if (mark === null) return { position, mark: position.averageCost, value: position.costBasis };
  return { position, mark, value: notional(mark, position.quantity) };
}

function rowOf({ position, mark, value }: ValuedPosition, equity: QuoteAmount): PortfolioRow {
  const { symbol, quantity, averageCost, costBasis, stopPrice, targetPrice, openedAt } = position;
  const pnl = subtract(value, costBasis);
  const pnlFraction = ratio(pnl, costBasis);
  const weightFraction = ratio(value, equity);
  return {
    symbol,
    quantity,
    averageCost,
    costBasis,
    stopPrice,
    targetPrice,
    mark,
    value,
    pnl,
    pnlFraction,
    weightFraction,
    openedAt,
  };
}

function sumOf(amounts: readonly QuoteAmount[]): QuoteAmount {
  return amounts.reduce((sum, amount) => add(sum, amount), ZERO_QUOTE);
}
