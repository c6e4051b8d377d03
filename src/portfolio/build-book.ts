import { add, averagePrice, type QuoteAmount } from '../domain/decimal.ts';
import type { Book, Position } from '../domain/position.ts';
import type { Holding, LedgerState } from './ledger-state.ts';
import { costOf, displayedLot, quantityOf } from './lots.ts';
import type { StopLevels } from './stop-levels.ts';

/** The book as others read it: the ledger's state on its capital, positions in order of opening, with their stops. */
export function buildBook(parts: {
  readonly bookId: string;
  readonly capital: QuoteAmount;
  readonly ledger: LedgerState;
  readonly stops: StopLevels;
}): Book {
  const { bookId, capital, ledger, stops } = parts;
  const positions = [...ledger.holdings.values()].map((holding) => positionOf(holding, stops));
  return {
    bookId,
    capital,
    cash: add(capital, ledger.cashFlow),
    positions: positions.sort((left, right) => left.openedAt - right.openedAt || (left.symbol < right.symbol ? -1 : 1)),
    realisedPnl: ledger.realisedPnl,
    feesPaid: ledger.feesPaid,
    feeCoins: Object.fromEntries(ledger.feeCoins),
    dust: Object.fromEntries(ledger.dust),
  };
}

function positionOf(holding: Holding, stops: StopLevels): Position {
  const quantity = quantityOf(holding.lots);
  const costBasis = costOf(holding.lots);
  const { stopPrice, targetPrice } = stops.of(holding.symbol, holding.openedAt);
  return {
    symbol: holding.symbol,
    quantity,
    averageCost: averagePrice(costBasis, quantity),
    costBasis,
    lots: holding.lots.map(displayedLot),
    openedAt: holding.openedAt,
    stopPrice,
    targetPrice,
  };
}
