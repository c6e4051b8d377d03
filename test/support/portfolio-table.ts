import { fraction, notional, price, quantity, quoteAmount, ratio, subtract } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../../src/domain/portfolio-table.ts';

export interface RowSketch {
  readonly symbol: MarketSymbol;
  readonly quantity: number;
  readonly averageCost: number;
  readonly mark: number;
  readonly stopPrice?: number | null;
  readonly targetPrice?: number | null;
}

/** A portfolio made by hand: values and equity follow from the rows and the cash, everything else is zero. */
export function portfolioTable(
  sketches: readonly RowSketch[] = [],
  { cash = 10_000 }: { readonly cash?: number } = {},
): PortfolioTable {
  const value = sketches.reduce((sum, row) => sum + row.quantity * row.mark, 0);
  const costBasis = sketches.reduce((sum, row) => sum + row.quantity * row.averageCost, 0);
  const equity = cash + value;
  return {
    bookId: 'main',
    asOf: Date.UTC(2024, 0, 15, 13),
    rows: sketches.map((sketch) => portfolioRow(sketch, equity)),
    total: {
      value: quoteAmount(value),
      costBasis: quoteAmount(costBasis),
      pnl: quoteAmount(value - costBasis),
      cash: quoteAmount(cash),
      equity: quoteAmount(equity),
      exposureFraction: fraction(value / equity),
      realisedPnl: quoteAmount(0),
      feesPaid: quoteAmount(0),
      dayPnl: quoteAmount(0),
      drawdownFraction: fraction(0),
    },
  };
}

function portfolioRow(
  { symbol, quantity: held, averageCost, mark, stopPrice = null, targetPrice = null }: RowSketch,
  equity: number,
): PortfolioRow {
  const value = notional(price(mark), quantity(held));
  const costBasis = notional(price(averageCost), quantity(held));
  const pnl = subtract(value, costBasis);
  return {
    symbol,
    quantity: quantity(held),
    averageCost: price(averageCost),
    costBasis,
    stopPrice: stopPrice === null ? null : price(stopPrice),
    targetPrice: targetPrice === null ? null : price(targetPrice),
    mark: price(mark),
    value,
    pnl,
    pnlFraction: ratio(pnl, costBasis),
    weightFraction: ratio(value, quoteAmount(equity)),
    openedAt: Date.UTC(2024, 0, 10),
  };
}
