import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type JournalEntry, MAIN_BOOK_ID } from '../domain/journal-entry.ts';
import { PortfolioManager } from '../portfolio/portfolio-manager.ts';
import { PORTFOLIO_CSV_HEADERS, PortfolioCsvFold } from '../report/csv/portfolio-csv-fold.ts';

/** The names of the two files below their folder. */
const PORTFOLIO_UPDATE_FILE = 'portfolio_update.csv';
const TRADE_LOG_FILE = 'trade_log.csv';

/**
 * Writes the two CSV files of a journal as its entries come, under their names only when they are complete: a reader never finds half a file.
 */
export class CsvFiles {
  readonly #folder: string;
  readonly #fold = new PortfolioCsvFold(new PortfolioManager({ bookId: MAIN_BOOK_ID }));
  readonly #portfolioUpdate: WriteStream;
  readonly #tradeLog: WriteStream;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#portfolioUpdate = createWriteStream(unfinished(folder, PORTFOLIO_UPDATE_FILE));
    this.#tradeLog = createWriteStream(unfinished(folder, TRADE_LOG_FILE));
    this.#portfolioUpdate.write(PORTFOLIO_CSV_HEADERS.portfolioUpdate);
    this.#tradeLog.write(PORTFOLIO_CSV_HEADERS.tradeLog);
  }

  static async open(folder: string): Promise<CsvFiles> {
    await mkdir(folder, { recursive: true });
    return new CsvFiles(folder);
  }

  apply(entry: JournalEntry): void {
    const added = this.#fold.apply(entry);
    if (added.portfolioUpdate !== '') this.#portfolioUpdate.write(added.portfolioUpdate);
    if (added.tradeLog !== '') this.#tradeLog.write(added.tradeLog);
  }

  /** @returns the paths of the finished files. */
  async close(): Promise<readonly string[]> {
    return [await this.#finish(this.#portfolioUpdate, PORTFOLIO_UPDATE_FILE), await this.#finish(this.#tradeLog, TRADE_LOG_FILE)];
  }

  async #finish(stream: WriteStream, name: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      stream.end(resolve);
    });
    const path = join(this.#folder, name);
    await rename(unfinished(this.#folder, name), path);
    return path;
  }
}

function unfinished(folder: string, name: string): string {
  return join(folder, `.${name}.unfinished`);
}
