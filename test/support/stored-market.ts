import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Candle } from '../../src/domain/candle.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { candleFileText } from '../adapters/archive/candle-file-text.ts';
import { generatedCandles } from './generated-candles.ts';

export type StoredMarket = ReadonlyMap<MarketSymbol, readonly Candle[]>;

const FIRST_PRICES: readonly number[] = [40_000, 2_500, 300, 0.5, 100];

/** A random walk of every usual symbol; the same seed gives the same market. */
export function generatedStoredMarket({
  seed,
  from,
  count,
}: {
  readonly seed: number;
  readonly from: EpochMs;
  readonly count: number;
}): StoredMarket {
  return new Map(
    DEFAULT_SYMBOLS.map((symbol, index) => [
      symbol,
      generatedCandles({ seed: seed * 10 + index, from, count, firstPrice: FIRST_PRICES[index] ?? 1 }),
    ]),
  );
}

/** Writes `<SYMBOL>-1h.csv` of each symbol. @returns the folder. */
export function writeStoredMarket(market: StoredMarket, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [symbol, candles] of market) writeFileSync(join(folder, `${symbol}-1h.csv`), candleFileText(candles));
  return folder;
}
