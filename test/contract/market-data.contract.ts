import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { price } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import { generatedCandles } from '../support/generated-candles.ts';

/** A source of market data over a world that the suite describes. */
export interface MarketDataWorld {
  readonly symbol: MarketSymbol;
  /** All hourly candles of that world, those after `now` included; the last one may still be running at `now`. */
  readonly candles: readonly Candle[];
  readonly now: EpochMs;
}

const SYMBOL: MarketSymbol = 'BTCUSDT';
const FIRST = Date.UTC(2024, 0, 1);
const ALL = generatedCandles({ seed: 31, from: FIRST, count: 48 });
const HALTED = ALL.filter((_, index) => index !== 7 && index !== 8);
/** 30 hours have closed, the next one runs since 20 minutes. */
const NOW = FIRST + 30 * HOUR_MS + 20 * 60_000;

/** The contract of the MarketData port: every adapter runs it. */
export function describeMarketData(name: string, setup: (world: MarketDataWorld) => Promise<MarketData>): void {
  describe(`${name} keeps the contract of market data`, () => {
    const fetch = async (from: EpochMs, asOf: EpochMs, candles: readonly Candle[] = ALL): Promise<readonly Candle[]> => {
      const marketData = await setup({ symbol: SYMBOL, candles, now: NOW });
      return marketData.fetchCandles({ symbol: SYMBOL, interval: '1h', from, asOf });
    };

    it('returns the candles from the time asked for, oldest first', async () => {
      expect(await fetch(FIRST + 5 * HOUR_MS, FIRST + 8 * HOUR_MS)).toEqual(ALL.slice(5, 8));
    });

    it('begins with the next candle when the time asked for lies within one', async () => {
      expect(await fetch(FIRST + 5 * HOUR_MS + 1, FIRST + 8 * HOUR_MS)).toEqual(ALL.slice(6, 8));
    });

    it('returns only candles that closed before the instant', async () => {
      expect(await fetch(FIRST, FIRST + 8 * HOUR_MS)).toEqual(ALL.slice(0, 8));
      expect(await fetch(FIRST, FIRST + 8 * HOUR_MS - 1), 'the last millisecond belongs to the candle').toEqual(ALL.slice(0, 7));
    });

    it('returns no candle that has not closed now, whatever instant is asked for', async () => {
      expect(await fetch(FIRST, NOW)).toEqual(ALL.slice(0, 30));
      expect(await fetch(FIRST, FIRST + 48 * HOUR_MS)).toEqual(ALL.slice(0, 30));
    });

    it('leaves out hours that the market has no candle for', async () => {
      expect(await fetch(FIRST, FIRST + 12 * HOUR_MS, HALTED)).toEqual(HALTED.slice(0, 10));
    });

    it('returns nothing where nothing closed', async () => {
      expect(await fetch(FIRST - 9 * HOUR_MS, FIRST)).toEqual([]);
      expect(await fetch(FIRST + 20 * HOUR_MS, FIRST + 10 * HOUR_MS)).toEqual([]);
    });

    it('returns nothing for a symbol that the source does not know', async () => {
      const marketData = await setup({ symbol: SYMBOL, candles: ALL, now: NOW });
      expect(await marketData.fetchCandles({ symbol: 'NONEUSDT', interval: '1h', from: FIRST, asOf: NOW })).toEqual([]);
      expect(await marketData.fetchMark('NONEUSDT')).toBeNull();
    });

    it('marks a symbol with a price that is known now and says when it was', async () => {
      const marketData = await setup({ symbol: SYMBOL, candles: ALL, now: NOW });
      const mark = await marketData.fetchMark(SYMBOL);
      expect(mark?.symbol).toBe(SYMBOL);
      expect(mark?.at).toBeLessThanOrEqual(NOW);
      expect(mark?.at).toBeGreaterThanOrEqual(FIRST + 30 * HOUR_MS - 1);
      if (mark?.source === 'candle') expect(mark.price).toEqual(price(ALL[29]?.close ?? 0));
    });

    it('has no mark before the first price', async () => {
      const marketData = await setup({ symbol: SYMBOL, candles: ALL, now: FIRST - HOUR_MS });
      expect(await marketData.fetchMark(SYMBOL)).toBeNull();
    });
  });
}
