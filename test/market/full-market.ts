import type { Candle } from '../../src/domain/candle.ts';
import type { MarketDataSet, MarketFacts } from '../../src/domain/market-data-set.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { FearGreed } from '../../src/domain/sentiment.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { generatedCandles } from '../support/generated-candles.ts';

export const FULL_AS_OF: EpochMs = Date.UTC(2024, 5, 1, 13);
export const GREED: FearGreed = { tag: 'known', value: 72, classification: 'Greed', publishedAt: Date.UTC(2024, 5, 1) };
const DAYS = 260;

/** Snapshot of markets that have all that a context tells: two with 260 days, one that was listed 100 days ago, one without candles. */
export function fullMarket({ fearGreed = GREED }: { readonly fearGreed?: FearGreed } = {}): MarketDataSet {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'ADAUSDT'] });
  const firstPrices: readonly (readonly [MarketSymbol, number, number])[] = [
    ['BTCUSDT', 60_000, DAYS],
    ['ETHUSDT', 3_000, DAYS],
    ['SOLUSDT', 150, 100],
  ];
  for (const [index, [symbol, firstPrice, days]] of firstPrices.entries()) {
    const from = Date.UTC(2024, 5, 1) - days * DAY_MS;
    const count = (FULL_AS_OF - from) / HOUR_MS;
    preparer.accept(symbol, withLoudDay(generatedCandles({ seed: 31 + index, from, count, firstPrice })));
  }
  return preparer.prepare(FULL_AS_OF, fearGreed);
}

/** Every hour of the day a month before the end is traded ten times as much. */
function withLoudDay(candles: readonly Candle[]): readonly Candle[] {
  const loud = Date.UTC(2024, 4, 1);
  return candles.map((candle) =>
    candle.openedAt >= loud && candle.openedAt < loud + DAY_MS ? { ...candle, volume: candle.volume * 10 } : candle,
  );
}

export function marketOf(set: MarketDataSet, symbol: MarketSymbol): MarketFacts {
  const market = set.markets.get(symbol);
  if (market === undefined) throw new Error(`no ${symbol} in the set`);
  return market;
}
