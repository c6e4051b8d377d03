import { type Price, price } from '../../domain/decimal.ts';
import type { FactOf, JournalEntry } from '../../domain/journal-entry.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../../domain/portfolio-table.ts';
import type { Book } from '../../domain/position.ts';
import { minuteText } from '../../domain/time.ts';
import type { BookFold } from './book-fold.ts';
import { type CsvCell, csvLine, EMPTY_CELL, numberCell, textCell } from './csv-text.ts';
import { SymbolActions } from './symbol-actions.ts';

/** First line of portfolio_update.csv. */
export const PORTFOLIO_UPDATE_HEADER = csvLine([
  'Date',
  'Ticker',
  'Shares',
  'Buy Price',
  'Cost Basis',
  'Stop Loss',
  'Current Price',
  'Total Value',
  'PnL',
  'Action',
  'Cash Balance',
  'Total Equity',
]);

type SessionMark = JournalEntry<FactOf<'equity-marked'>>;

/**
 * Rows of portfolio_update.csv. Each mark of equity inside a session gives a row per position, a row with no shares for each symbol
 * that was traded since the session before and is flat now, and a TOTAL row that alone carries cash and equity.
 * `Buy Price` is the average cost, commission included; `PnL` is unrealised, so that the column adds up to the total.
 */
export class PortfolioUpdateRows {
  readonly #actions = new SymbolActions();

  /** @param before  The book before the entry; `books` has taken it already. */
  apply(entry: JournalEntry, { before, books }: { readonly before: Book; readonly books: BookFold }): string {
    const { fact } = entry;
    this.#actions.note(fact, before);
    if (fact.kind !== 'equity-marked' || entry.sessionId === null) return '';
    const text = this.#rowsOf({ ...entry, fact }, books);
    this.#actions.clear();
    return text;
  }

  #rowsOf({ at, fact }: SessionMark, books: BookFold): string {
    const date = minuteText(at);
    const marks = marksOf(fact, books.book);
    const table = books.tableAt({ marks, asOf: at });
    const held = new Set(table.rows.map((row) => row.symbol));
    const flat = this.#actions.symbols.filter((symbol) => !held.has(symbol));
    const lines = [
      ...table.rows.map((row) =>
        positionLine(date, row, { marked: marks.has(row.symbol), action: this.#actions.of(row.symbol) }),
      ),
      ...flat.map((symbol) => flatLine(date, symbol, { mark: fact.marks[symbol], action: this.#actions.of(symbol) })),
      totalLine(date, table.total),
    ];
    return lines.join('');
  }
}

function marksOf({ marks }: FactOf<'equity-marked'>, book: Book): ReadonlyMap<MarketSymbol, { readonly price: Price }> {
  const held = new Map<MarketSymbol, { readonly price: Price }>();
  for (const { symbol } of book.positions) {
    const mark = marks[symbol];
    if (mark !== undefined) held.set(symbol, { price: price(mark) });
  }
  return held;
}

function positionLine(
  date: string,
  row: PortfolioRow,
  { marked, action }: { readonly marked: boolean; readonly action: string | null },
): string {
  return csvLine([
    date,
    textCell(row.symbol),
    numberCell(row.quantity),
    numberCell(row.averageCost),
    numberCell(row.costBasis),
    row.stopPrice === null ? EMPTY_CELL : numberCell(row.stopPrice),
    marked ? numberCell(row.mark) : EMPTY_CELL,
    numberCell(row.value),
    numberCell(row.pnl),
    textCell(action ?? (marked ? 'HOLD' : 'NO DATA')),
    EMPTY_CELL,
    EMPTY_CELL,
  ]);
}

function flatLine(
  date: string,
  symbol: MarketSymbol,
  { mark, action }: { readonly mark: string | undefined; readonly action: string | null },
): string {
  const currentPrice: CsvCell = mark === undefined ? EMPTY_CELL : numberCell(price(mark));
  const cells = [date, textCell(symbol), '0', EMPTY_CELL, '0', EMPTY_CELL, currentPrice, '0', '0', textCell(action ?? '')];
  return csvLine([...cells, EMPTY_CELL, EMPTY_CELL]);
}

function totalLine(date: string, total: PortfolioTable['total']): string {
  const { costBasis, value, pnl, cash, equity } = total;
  const positions = [EMPTY_CELL, EMPTY_CELL, numberCell(costBasis), EMPTY_CELL, EMPTY_CELL, numberCell(value), numberCell(pnl)];
  return csvLine([date, 'TOTAL', ...positions, EMPTY_CELL, numberCell(cash), numberCell(equity)]);
}
