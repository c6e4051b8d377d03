import type { Candle } from '../../domain/candle.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../../domain/time.ts';
import type { CandleTable } from './candle-table.ts';

/**
 * Stored hourly candles in memory, the future of any moment included. Only the composition root holds it, and gives it to the simulated
 * exchange alone; whoever decides sees it through ArchiveMarketData.
 */
export class CandleArchive {
  readonly #tables: ReadonlyMap<MarketSymbol, CandleTable>;

  constructor(tables: ReadonlyMap<MarketSymbol, CandleTable>) {
    this.#tables = tables;
  }

  get symbols(): readonly MarketSymbol[] {
    return [...this.#tables.keys()];
  }

  /** The candle that opened at `openedAt`, whether or not that has come; null when the market has none for that hour. */
  futureCandle(symbol: MarketSymbol, openedAt: EpochMs): Candle | null {
    const table = this.#tables.get(symbol);
    if (table === undefined) return null;
    const index = table.countOpenedBefore(openedAt);
    return table.openedAt(index) === openedAt ? table.candleAt(index) : null;
  }

  /** Null for a symbol that is not stored. */
  firstOpenedAt(symbol: MarketSymbol): EpochMs | null {
    return this.#tables.get(symbol)?.openedAt(0) ?? null;
  }

  /** Null for a symbol that is not stored. */
  lastOpenedAt(symbol: MarketSymbol): EpochMs | null {
    const table = this.#tables.get(symbol);
    return table === undefined ? null : table.openedAt(table.length - 1);
  }

  /** Candles that opened at `from` or later and closed before `asOf`, oldest first; none for a symbol that is not stored. */
  closedCandles(symbol: MarketSymbol, { from, asOf }: { readonly from: EpochMs; readonly asOf: EpochMs }): readonly Candle[] {
    const table = this.#tables.get(symbol);
    if (table === undefined) return [];
    const candles: Candle[] = [];
    const end = countClosedBefore(table, asOf);
    for (let index = table.countOpenedBefore(from); index < end; index += 1) candles.push(table.candleAt(index));
    return candles;
  }

  /** The newest candle that closed before `asOf`; null when there is none. */
  newestClosed(symbol: MarketSymbol, asOf: EpochMs): Candle | null {
    const table = this.#tables.get(symbol);
    const count = table === undefined ? 0 : countClosedBefore(table, asOf);
    return table === undefined || count === 0 ? null : table.candleAt(count - 1);
  }
}

function countClosedBefore(table: CandleTable, asOf: EpochMs): number {
  return table.countOpenedBefore(asOf - HOUR_MS + 1);
}
