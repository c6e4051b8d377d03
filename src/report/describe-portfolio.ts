import { type Decimal, decimalText, type Fraction } from '../domain/decimal.ts';
import type { PortfolioRow, PortfolioTable } from '../domain/portfolio-table.ts';
import { HOUR_MS } from '../domain/time.ts';
import { countText, priceText, quantityText } from './format-number.ts';
import { utcText } from './format-time.ts';

const COLUMNS = 'symbol,quantity,average_cost,mark,value,pnl_percent,stop,target,age_hours';

/**
 * The portfolio for models: a line that names the units and the number of rows, a row for each position, and the totals.
 * A book without positions is one line. Prices are in USDT per coin, amounts in USDT; an empty cell means that there is none.
 */
export function describePortfolio(table: PortfolioTable): string {
  const { rows, asOf } = table;
  const title = `portfolio at ${utcText(asOf)}`;
  if (rows.length === 0) return `${title}: no positions; ${totals(table)}`;
  const lines = rows.map((row) => positionLine(row, table));
  return [`${title}, prices and amounts in USDT, ${countText(rows.length, 'row')}`, COLUMNS, ...lines, totals(table)].join('\n');
}

function positionLine(row: PortfolioRow, { asOf }: PortfolioTable): string {
  const cells = [
    row.symbol,
    quantityText(row.quantity),
    priceText(row.averageCost),
    priceText(row.mark),
    amount(row.value),
    percent(row.pnlFraction),
    row.stopPrice === null ? '' : priceText(row.stopPrice),
    row.targetPrice === null ? '' : priceText(row.targetPrice),
    String(Math.floor((asOf - row.openedAt) / HOUR_MS)),
  ];
  return cells.join(',');
}

function totals({ total }: PortfolioTable): string {
  const { cash, equity, exposureFraction, dayPnl, drawdownFraction } = total;
  return `cash ${amount(cash)} USDT, equity ${amount(equity)} USDT, exposure ${percent(exposureFraction)} %, day pnl ${amount(dayPnl)} USDT, drawdown ${percent(drawdownFraction)} %`;
}

function amount(value: Decimal): string {
  return value.toFixed(2);
}

function percent(share: Fraction): string {
  return decimalText(share.times(100).toDecimalPlaces(2));
}
