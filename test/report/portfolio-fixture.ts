import { add, fraction, price, type QuoteAmount, quantity, quoteAmount, ZERO_QUOTE } from '../../src/domain/decimal.ts';
import type { PortfolioRow, PortfolioTable } from '../../src/domain/portfolio-table.ts';

export const AS_OF = Date.UTC(2024, 0, 15, 14, 30);

export const ETH_ROW: PortfolioRow = {
  symbol: 'ETHUSDT',
  quantity: quantity('0.4771'),
  averageCost: price('2515.12'),
  costBasis: quoteAmount('1199.96'),
  stopPrice: price('2437'),
  targetPrice: price('2663'),
  mark: price('2550'),
  value: quoteAmount('1216.605'),
  pnl: quoteAmount('16.645'),
  pnlFraction: fraction('0.01387'),
  weightFraction: fraction('0.12146'),
  openedAt: AS_OF - 9 * 3_600_000 - 12 * 60_000,
};

export const ADA_ROW: PortfolioRow = {
  symbol: 'ADAUSDT',
  quantity: quantity('1500'),
  averageCost: price('0.52'),
  costBasis: quoteAmount('780'),
  stopPrice: null,
  targetPrice: null,
  mark: price('0.5031'),
  value: quoteAmount('754.65'),
  pnl: quoteAmount('-25.35'),
  pnlFraction: fraction('-0.0325'),
  weightFraction: fraction('0.07534'),
  openedAt: AS_OF - 50 * 3_600_000,
};

export function portfolioTable(rows: readonly PortfolioRow[], cash = '8045.4'): PortfolioTable {
  const sum = (of: (row: PortfolioRow) => QuoteAmount) => rows.reduce((total, row) => add(total, of(row)), ZERO_QUOTE);
  const value = sum((row) => row.value);
  const equity = quoteAmount(value.plus(cash));
  return {
    bookId: 'main',
    asOf: AS_OF,
    rows,
    total: {
      value,
      costBasis: sum((row) => row.costBasis),
      pnl: sum((row) => row.pnl),
      cash: quoteAmount(cash),
      equity,
      exposureFraction: fraction(value.div(equity)),
      realisedPnl: quoteAmount('25.36'),
      feesPaid: quoteAmount('3.21'),
      dayPnl: quoteAmount('-12.34'),
      drawdownFraction: fraction('0.0191'),
    },
  };
}
