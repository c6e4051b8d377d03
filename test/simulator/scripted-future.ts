import type { Candle } from '../../src/domain/candle.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import type { CandleFuture } from '../../src/simulator/candle-future.ts';

/** Open, low, high, close, in the order of the path; the volume is large unless it matters. */
export type ScriptedCandle = readonly [open: number, low: number, high: number, close: number, volume?: number];

const AMPLE_VOLUME = 1_000_000;

/** A market whose candles a test writes down, hour after hour from `from`; null is a halted hour. */
export class ScriptedFuture implements CandleFuture {
  readonly #candles = new Map<string, Candle>();

  script(symbol: MarketSymbol, from: EpochMs, candles: readonly (ScriptedCandle | null)[]): this {
    for (const [index, candle] of candles.entries()) {
      if (candle === null) continue;
      const openedAt = from + index * HOUR_MS;
      const [open, low, high, close, volume = AMPLE_VOLUME] = candle;
      this.#candles.set(`${symbol}@${openedAt}`, { openedAt, open, high, low, close, volume });
    }
    return this;
  }

  candleAt(symbol: MarketSymbol, openedAt: EpochMs): Candle | null {
    return this.#candles.get(`${symbol}@${openedAt}`) ?? null;
  }
}
