import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { type JournalEntry, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { portfolioUpdateCsv, tradeLogCsv } from '../../src/report/csv/portfolio-csv.ts';
import { entryOf, fillFact, openedFact, START } from '../portfolio/journal-builder.ts';

const HOUR = 3_600_000;

const step = fc.record({
  symbol: fc.constantFrom('BTCUSDT' as const, 'ETHUSDT' as const),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  units: fc.integer({ min: 1, max: 9_999 }),
  price: fc.integer({ min: 1, max: 99_999 }),
  feeUnits: fc.integer({ min: 0, max: 9 }),
  marks: fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 })),
});

/** A session per step: one order, then a mark of equity. */
const journals = fc.array(step, { minLength: 1, maxLength: 20 }).map((steps) => [
  entryOf(openedFact('100000'), { sequence: 1 }),
  ...steps.flatMap(({ symbol, side, units, price, feeUnits, marks }, index): JournalEntry[] => {
    const place = { at: START + index * HOUR, sessionId: `s${index}` };
    const amount = new Decimal(units).div(1000).toFixed();
    const order = `o${index}`;
    const fee = [new Decimal(feeUnits).div(100_000).toFixed(), side === 'buy' ? symbol.slice(0, -4) : 'USDT'] as const;
    return [
      entryOf({ kind: 'session-started', slotAt: place.at, trigger: 'replay', mode: 'single' }, place),
      entryOf(
        fillFact({ id: String(index), symbol, side, quantity: amount, price: String(price), order, fee, at: place.at }),
        place,
      ),
      entryOf(
        { kind: 'order-changed', clientOrderId: order, state: { tag: 'filled', exchangeOrderId: '1', filledQuantity: amount } },
        place,
      ),
      entryOf(
        { kind: 'equity-marked', cash: '0', equity: '0', marks: { BTCUSDT: String(marks[0]), ETHUSDT: String(marks[1]) } },
        place,
      ),
    ];
  }),
]);

const books = () => new PortfolioManager({ bookId: MAIN_BOOK_ID });

function rowsOf(csv: string): readonly (readonly string[])[] {
  return csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

describe('the CSV files', () => {
  it('are the same bytes each time they are made from a journal', () => {
    fc.assert(
      fc.property(journals, (journal) => {
        expect(portfolioUpdateCsv(journal, books())).toBe(portfolioUpdateCsv(journal, books()));
        expect(tradeLogCsv(journal, books())).toBe(tradeLogCsv(journal, books()));
      }),
      { numRuns: 50 },
    );
  });

  it('add up: equity is cash plus value, the total is the sum of its rows, and the log has realised what the books have', () => {
    fc.assert(
      fc.property(journals, (journal) => {
        let [value, profit] = [new Decimal(0), new Decimal(0)];
        for (const row of rowsOf(portfolioUpdateCsv(journal, books()))) {
          const [, ticker, , , , , , rowValue = '', rowProfit = '', , cash = '', equity = ''] = row;
          if (ticker !== 'TOTAL') {
            [value, profit] = [value.plus(rowValue), profit.plus(rowProfit)];
            expect([cash, equity]).toEqual(['', '']);
            continue;
          }
          expect(value.minus(rowValue).abs().toNumber()).toBeLessThan(1e-7);
          expect(profit.minus(rowProfit).abs().toNumber()).toBeLessThan(1e-7);
          expect(new Decimal(cash).plus(rowValue).minus(equity).abs().toNumber()).toBeLessThan(1e-7);
          [value, profit] = [new Decimal(0), new Decimal(0)];
        }
        const portfolio = books();
        for (const entry of journal) portfolio.apply(entry);
        const realised = rowsOf(tradeLogCsv(journal, books())).reduce((sum, row) => sum.plus(row[5] ?? 'NaN'), new Decimal(0));
        expect(realised.minus(portfolio.book.realisedPnl).abs().toNumber()).toBeLessThan(1e-6);
      }),
      { numRuns: 100 },
    );
  });
});
