import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { ArchiveFile } from './archive-file.ts';
import { CANDLE_HEADER, type CandleRow, parseRow, rowText } from './candle-row.ts';

/** Where the files of the archive are kept, so that only what is missing or was replaced is fetched again. */
const ARCHIVE_FOLDER = 'archive';

/** A folder of candle files, `<SYMBOL>-1h.csv`, with the files of the archive from which they were made. Whatever is written is whole or not there. */
export class CandleFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file of the archive that was kept; null when there is none. */
  readArchived(file: ArchiveFile): Promise<Uint8Array | null> {
    return readIfThere(this.#pathOf(file));
  }

  writeArchived(file: ArchiveFile, bytes: Uint8Array): Promise<void> {
    return writeWhole(this.#pathOf(file), bytes);
  }

  /**
   * The rows of a candle file, oldest first; none when it is not there.
   * @throws Fault `bad-payload` when the file is something else: it is not overwritten.
   */
  async readRows(symbol: MarketSymbol): Promise<readonly CandleRow[]> {
    const path = this.csvPath(symbol);
    const bytes = await readIfThere(path);
    if (bytes === null) return [];
    const [header = '', ...lines] = new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
    const rows = lines.map(parseRow);
    const isCandleFile = header.startsWith(CANDLE_HEADER) && rows.every((row) => row !== null);
    if (!isCandleFile)
      throw new Fault('bad-payload', `${path} is no file of candles; move it away, or choose another folder with --out`);
    return rows.filter((row) => row !== null);
  }

  writeRows(symbol: MarketSymbol, rows: readonly CandleRow[]): Promise<void> {
    return writeWhole(this.csvPath(symbol), `${[CANDLE_HEADER, ...rows.map(rowText)].join('\n')}\n`);
  }

  csvPath(symbol: MarketSymbol): string {
    return join(this.#folder, `${symbol}-1h.csv`);
  }

  #pathOf({ symbol, name }: ArchiveFile): string {
    return join(this.#folder, ARCHIVE_FOLDER, symbol, name);
  }
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Fault('storage', `${path} could not be read`, { cause: error });
  }
}

async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    throw new Fault('storage', `${path} could not be written`, { cause: error });
  }
}
