import { loadCandleArchive } from '../../src/adapters/archive/load-candle-archive.ts';
import type { Candle } from '../../src/domain/candle.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, isoDate } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { renderMarketContext } from '../../src/market/render-market-context.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const GENERATED_FROM = Date.UTC(2020, 0, 1);
const GENERATED_COUNT = 24 * 365 * 2;

/** Measures an hour's step of market data on five symbols: one new candle each, the snapshot, its indicators, and its text. */
export default async function benchContext(): Promise<void> {
  const hours = await loadHours();
  const preparer = new DataPreparer({ symbols: DEFAULT_SYMBOLS });
  const stepMs: number[] = [];
  const renderMs: number[] = [];
  for (const [openedAt, candles] of hours) {
    const started = performance.now();
    for (const [symbol, candle] of candles) preparer.accept(symbol, [candle]);
    const set = preparer.prepare(openedAt + HOUR_MS);
    for (const { series } of set.markets.values())
      void [series['1d'].indicators, series['4h'].indicators, series['1h'].indicators];
    const prepared = performance.now();
    renderMarketContext(set, { symbols: DEFAULT_SYMBOLS, level: 'basic' });
    stepMs.push(prepared - started);
    renderMs.push(performance.now() - prepared);
  }
  console.log(`${hours.size} hours from ${isoDate([...hours.keys()][0] ?? 0)}, ${DEFAULT_SYMBOLS.length} symbols`);
  console.log(`accept and prepare: ${spread(stepMs)} (goal: median 0.1 ms)`);
  console.log(`render:             ${spread(renderMs)}`);
}

async function loadHours(): Promise<ReadonlyMap<EpochMs, ReadonlyMap<MarketSymbol, Candle>>> {
  const folder = process.env['STEWARD_CANDLES'];
  const hours = new Map<EpochMs, Map<MarketSymbol, Candle>>();
  const started = performance.now();
  const archive = folder === undefined ? null : await loadCandleArchive(folder, DEFAULT_SYMBOLS);
  const loadedMs = performance.now() - started;
  if (archive !== null)
    console.log(`loaded the archive in ${loadedMs.toFixed(0)} ms, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident`);
  for (const [seed, symbol] of DEFAULT_SYMBOLS.entries()) {
    const candles =
      archive?.closedCandles(symbol, { from: 0, asOf: Number.MAX_SAFE_INTEGER }) ??
      generatedCandles({ seed: seed + 1, from: GENERATED_FROM, count: GENERATED_COUNT });
    for (const candle of candles) {
      const hour = hours.get(candle.openedAt) ?? new Map<MarketSymbol, Candle>();
      hours.set(candle.openedAt, hour.set(symbol, candle));
    }
  }
  return hours;
}

function spread(samplesMs: readonly number[]): string {
  const sorted = [...samplesMs].sort((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(4);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
