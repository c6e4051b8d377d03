import type { Price } from '../../domain/decimal.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import type { Book } from '../../domain/position.ts';
import type { EpochMs } from '../../domain/time.ts';

/** The books as the CSV files read them: a fold of the journal that starts empty and is given every entry by the CSV fold alone. */
export interface BookFold {
  readonly bookId: string;
  readonly book: Book;
  apply(entry: JournalEntry): void;
  knownFill(key: string): boolean;
  tableAt(valuation: {
    readonly marks: ReadonlyMap<MarketSymbol, { readonly price: Price }>;
    readonly asOf: EpochMs;
  }): PortfolioTable;
}
