import { fillKey } from '../../domain/fill.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { BookFold } from './book-fold.ts';
import { PORTFOLIO_UPDATE_HEADER, PortfolioUpdateRows } from './portfolio-update-rows.ts';
import { TRADE_LOG_HEADER, TradeLogRows } from './trade-log-rows.ts';

/** Lines for the ends of the two files, each closed by `\n`; mostly empty. */
export interface PortfolioCsvText {
  readonly portfolioUpdate: string;
  readonly tradeLog: string;
}

export const PORTFOLIO_CSV_HEADERS: PortfolioCsvText = { portfolioUpdate: PORTFOLIO_UPDATE_HEADER, tradeLog: TRADE_LOG_HEADER };

const NOTHING: PortfolioCsvText = { portfolioUpdate: '', tradeLog: '' };

/**
 * The CSV files of one book as a fold of the journal: `apply` returns what an entry adds to them, so that they can grow line by line.
 * Folding the same journal again gives the same bytes.
 */
export class PortfolioCsvFold {
  readonly #books: BookFold;
  readonly #update = new PortfolioUpdateRows();
  readonly #log = new TradeLogRows();

  /** @param books  An empty fold of its own (`new PortfolioManager({ bookId })`): this one gives it the entries. */
  constructor(books: BookFold) {
    this.#books = books;
  }

  apply(entry: JournalEntry): PortfolioCsvText {
    const books = this.#books;
    const { fact } = entry;
    if (entry.bookId !== books.bookId || (fact.kind === 'fill-booked' && books.knownFill(fillKey(fact.fill)))) return NOTHING;
    const before = books.book;
    books.apply(entry);
    return {
      portfolioUpdate: this.#update.apply(entry, { before, books }),
      tradeLog: this.#log.apply(entry, { before, after: books.book }),
    };
  }
}
