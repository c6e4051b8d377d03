import type { Candle } from '../../domain/candle.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { dayStart, type EpochMs, isoDate } from '../../domain/time.ts';
import type { CandleRow, TapedCandles, TextHash } from '../../ports/tape.ts';
import { hashOf } from './taped-request.ts';

/** Names of the chunks of each symbol, in the order in which they were read. */
export type ChunkNames = Readonly<Record<MarketSymbol, readonly TextHash[]>>;

interface SymbolCandles {
  /** Chunks of months that are over. */
  readonly months: TextHash[];
  /** All later candles, and those that came late. */
  running: CandleRow[];
}

/**
 * Everything that was read of the candles, cut so that what does not change any more is one text for ever: a month that is over, and in
 * the running month each day that is over.
 */
export class CandleChunks {
  readonly #symbols = new Map<MarketSymbol, SymbolCandles>();
  /** Months that no tape holds yet. */
  readonly #fresh = new Map<TextHash, string>();

  note(symbol: MarketSymbol, candles: readonly Candle[]): void {
    const rows = candles.map(
      ({ openedAt, open, high, low, close, volume }): CandleRow => [openedAt, open, high, low, close, volume],
    );
    const known = this.#symbols.get(symbol);
    if (known === undefined) this.#symbols.set(symbol, { months: [], running: rows });
    else known.running.push(...rows);
  }

  /** All candles so far, with the texts that are new. Call `settle` when these are kept. */
  manifest(asOf: EpochMs): { readonly candles: TapedCandles; readonly texts: ReadonlyMap<TextHash, string> } {
    const days = new Map<TextHash, string>();
    const past: Record<MarketSymbol, readonly TextHash[]> = {};
    const today: Record<MarketSymbol, readonly CandleRow[]> = {};
    for (const [symbol, candles] of this.#symbols) {
      this.#closeMonths(candles, monthOf(asOf));
      const runs = runsOf(candles.running, dayStart);
      const last = runs.at(-1);
      const isToday = last !== undefined && dayStart(last[0]?.[0] ?? 0) === dayStart(asOf);
      const over = isToday ? runs.slice(0, -1) : runs;
      past[symbol] = [...candles.months, ...over.map((run) => named(run, days))];
      today[symbol] = isToday ? last : [];
    }
    const names = JSON.stringify(past);
    const pastName = hashOf(names);
    return { candles: { past: pastName, today }, texts: new Map([...this.#fresh, ...days, [pastName, names]]) };
  }

  settle(): void {
    this.#fresh.clear();
  }

  #closeMonths(candles: SymbolCandles, running: string): void {
    const firstOpen = candles.running.findIndex(([openedAt]) => monthOf(openedAt) >= running);
    const over = candles.running.slice(0, firstOpen === -1 ? candles.running.length : firstOpen);
    if (over.length === 0) return;
    for (const run of runsOf(over, monthOf)) candles.months.push(named(run, this.#fresh));
    candles.running = candles.running.slice(over.length);
  }
}

export function candlesOfRows(rows: readonly CandleRow[]): readonly Candle[] {
  return rows.map(([openedAt, open, high, low, close, volume]) => ({ openedAt, open, high, low, close, volume }));
}

function named(rows: readonly CandleRow[], texts: Map<TextHash, string>): TextHash {
  const text = JSON.stringify(rows);
  const name = hashOf(text);
  texts.set(name, text);
  return name;
}

/** Neighbours that belong together, in their order. */
function runsOf(rows: readonly CandleRow[], keyOf: (openedAt: EpochMs) => string | number): readonly CandleRow[][] {
  const runs: CandleRow[][] = [];
  let current: string | number | null = null;
  for (const row of rows) {
    const key = keyOf(row[0]);
    if (key === current) runs.at(-1)?.push(row);
    else runs.push([row]);
    current = key;
  }
  return runs;
}

/** `2024-01`. */
function monthOf(at: EpochMs): string {
  return isoDate(at).slice(0, 7);
}
