import { describe, expect, it } from 'vitest';
import { describePortfolio } from '../../src/report/describe-portfolio.ts';
import { ADA_ROW, ETH_ROW, portfolioTable } from './portfolio-fixture.ts';

describe('the portfolio for models', () => {
  it('has a row for each position and the totals once', () => {
    expect(describePortfolio(portfolioTable([ETH_ROW, ADA_ROW]))).toMatchInlineSnapshot(`
      "portfolio at 2024-01-15 14:30 UTC, prices and amounts in USDT, 2 rows
      symbol,quantity,average_cost,mark,value,pnl_percent,stop,target,age_hours
      ETHUSDT,0.4771,2515.12,2550,1216.60,1.39,2437,2663,9
      ADAUSDT,1500,0.52,0.5031,754.65,-3.25,,,50
      cash 8045.40 USDT, equity 10016.66 USDT, exposure 19.68 %, day pnl -12.34 USDT, drawdown 1.91 %"
    `);
  });
  it('is one line when nothing is held', () => {
    const text = describePortfolio(portfolioTable([], '10000'));
    expect(text).toMatchInlineSnapshot(
      `"portfolio at 2024-01-15 14:30 UTC: no positions; cash 10000.00 USDT, equity 10000.00 USDT, exposure 0 %, day pnl -12.34 USDT, drawdown 1.91 %"`,
    );
    expect(text).not.toContain('\n');
  });
  it('has as many cells in each row as the header names', () => {
    const [, header = '', ...lines] = describePortfolio(portfolioTable([ETH_ROW, ADA_ROW])).split('\n');
    for (const line of lines.slice(0, 2)) expect(line.split(',')).toHaveLength(header.split(',').length);
  });
});
