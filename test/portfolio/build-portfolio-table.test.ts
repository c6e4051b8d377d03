import { describe, expect, it } from 'vitest';
import { price, quoteAmount } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import { buildPortfolioTable } from '../../src/portfolio/build-portfolio-table.ts';
import { bookAfter, fillFact, START, stopFact } from './journal-builder.ts';

const BTC = fillFact({ id: '1', side: 'buy', quantity: '2', price: '100', at: START });
const ETH = fillFact({ id: '1', symbol: 'ETHUSDT', side: 'buy', quantity: '10', price: '20', at: START + 1 });

describe('buildPortfolioTable', () => {
  it('values each position at its mark and totals them with the cash', () => {
    const { book } = bookAfter(BTC, ETH, stopFact('90'));
    const table = buildPortfolioTable({
      book,
      marks: new Map([
        ['BTCUSDT', { price: price('150') }],
        ['ETHUSDT', { price: price('15') }],
      ]),
      asOf: START,
      dayStartEquity: quoteAmount('1000'),
      peakEquity: quoteAmount('1200'),
    });
    expect(encode(table)).toEqual({
      bookId: 'main',
      asOf: START,
      rows: [
        {
          symbol: 'BTCUSDT',
          quantity: '2',
          averageCost: '100',
          costBasis: '200',
          stopPrice: '90',
          targetPrice: null,
          mark: '150',
          value: '300',
          pnl: '100',
          pnlFraction: '0.5',
          weightFraction: expect.stringMatching(/^0\.28571428/),
          openedAt: START,
        },
        expect.objectContaining({ symbol: 'ETHUSDT', value: '150', pnl: '-50', pnlFraction: '-0.25', stopPrice: null }),
      ],
      total: {
        value: '450',
        costBasis: '400',
        pnl: '50',
        cash: '600',
        equity: '1050',
        exposureFraction: expect.stringMatching(/^0\.42857142/),
        realisedPnl: '0',
        feesPaid: '0',
        dayPnl: '50',
        drawdownFraction: '0.125',
      },
    });
  });

  it('values a position without a mark at its cost', () => {
    const portfolio = bookAfter(BTC);
    const table = portfolio.tableAt({ marks: new Map(), asOf: START });
    expect(encode(table.rows[0])).toMatchObject({ mark: '100', value: '200', pnl: '0' });
    expect(table.total.equity.toFixed()).toBe('1000');
  });

  it('has no drawdown at a new high', () => {
    const table = bookAfter(BTC).tableAt({ marks: new Map([['BTCUSDT', { price: price('200') }]]), asOf: START });
    expect(table.total.drawdownFraction.toFixed()).toBe('0');
  });

  it('is one row of totals for an empty book', () => {
    const table = bookAfter().tableAt({ marks: new Map(), asOf: START });
    expect(table.rows).toEqual([]);
    expect(encode(table.total)).toMatchObject({ value: '0', cash: '1000', equity: '1000', exposureFraction: '0' });
  });
});
