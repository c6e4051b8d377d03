import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Fault } from '../../domain/fault.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { CandleArchive } from './candle-archive.ts';
import type { CandleTable } from './candle-table.ts';
import { parseCandleFile } from './parse-candle-file.ts';

const FILE_NAME = /^(.+USDT)-1h\.csv(?:\.gz)?$/;
const unpack = promisify(gunzip);

/**
 * Loads `<SYMBOL>-1h.csv` or `<SYMBOL>-1h.csv.gz` of each symbol; the plain file is taken where both are there.
 * @throws Fault `no-data` when the folder or a file is not there (says what was looked for and what is there), `bad-payload` when a file
 * is damaged (names file, line and what is wrong), `storage` when it cannot be read.
 */
export async function loadCandleArchive(folder: string, symbols: readonly MarketSymbol[]): Promise<CandleArchive> {
  const names = await listFiles(folder);
  const files = symbols.map((symbol) => ({ symbol, name: chooseFile(names, { symbol, folder }) }));
  const tables = new Map<MarketSymbol, CandleTable>();
  for (const { symbol, name } of files) tables.set(symbol, await loadTable(folder, name));
  return new CandleArchive(tables);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new Fault('no-data', `no folder of stored candles at ${folder}`, { cause });
  }
}

function chooseFile(
  names: readonly string[],
  { symbol, folder }: { readonly symbol: MarketSymbol; readonly folder: string },
): string {
  const wanted = [`${symbol}-1h.csv`, `${symbol}-1h.csv.gz`];
  const found = wanted.find((name) => names.includes(name));
  if (found !== undefined) return found;
  const stored = [...new Set(names.flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []))].sort();
  const there = stored.length === 0 ? 'no candle file at all' : stored.join(', ');
  throw new Fault('no-data', `no candles of ${symbol} in ${folder}: looked for ${wanted.join(' and ')}; there is ${there}`);
}

async function loadTable(folder: string, name: string): Promise<CandleTable> {
  const file = join(folder, name);
  const stored = await readFile(file).catch((cause: unknown) => {
    throw new Fault('storage', `${file} could not be read`, { cause });
  });
  if (!name.endsWith('.gz')) return parseCandleFile(stored, file);
  const text = await unpack(stored).catch((cause: unknown) => {
    throw new Fault('bad-payload', `${file} could not be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
  return parseCandleFile(text, file);
}
