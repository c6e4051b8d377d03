import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { BookFold } from './book-fold.ts';
import { PORTFOLIO_CSV_HEADERS, PortfolioCsvFold, type PortfolioCsvText } from './portfolio-csv-fold.ts';

/** The whole portfolio_update.csv of a journal. `books` is an empty fold of the book wanted. */
export function portfolioUpdateCsv(entries: Iterable<JournalEntry>, books: BookFold): string {
  return wholeFile('portfolioUpdate', { entries, books });
}

/** The whole trade_log.csv of a journal. `books` is an empty fold of the book wanted. */
export function tradeLogCsv(entries: Iterable<JournalEntry>, books: BookFold): string {
  return wholeFile('tradeLog', { entries, books });
}

function wholeFile(
  file: keyof PortfolioCsvText,
  { entries, books }: { readonly entries: Iterable<JournalEntry>; readonly books: BookFold },
): string {
  const fold = new PortfolioCsvFold(books);
  const parts = [PORTFOLIO_CSV_HEADERS[file]];
  for (const entry of entries) parts.push(fold.apply(entry)[file]);
  return parts.join('');
}
