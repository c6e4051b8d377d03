import type { Candle } from '../domain/candle.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, hourStart } from '../domain/time.ts';
import { priceAt } from './fill-model.ts';

/**
 * The simulator's only access to the market: hourly candles, those of the future included. Whoever holds one can look ahead,
 * so nothing but the simulator may.
 */
export interface CandleFuture {
  /** The hourly candle that opens at `openedAt`; null for an hour in which the market was halted, not yet listed, or ended. */
  candleAt(symbol: MarketSymbol, openedAt: EpochMs): Candle | null;
}

/** How long a price stands after the last candle; a market that is quiet for longer has no price. */
const QUIET_HOURS_MAX = 14 * 24;

/** The candle that contains `at`; null while the market is halted. */
export function candleContaining(future: CandleFuture, symbol: MarketSymbol, at: EpochMs): Candle | null {
  return future.candleAt(symbol, hourStart(at));
}

/** The market's price at `at`: on the path of its candle, or where the last candle left it when the market is halted; null when it has none. */
export function lastPriceAt(future: CandleFuture, symbol: MarketSymbol, at: EpochMs): number | null {
  const current = candleContaining(future, symbol, at);
  if (current !== null) return priceAt(current, at);
  for (let quietHours = 1; quietHours <= QUIET_HOURS_MAX; quietHours += 1) {
    const earlier = future.candleAt(symbol, hourStart(at) - quietHours * HOUR_MS);
    if (earlier !== null) return earlier.close;
  }
  return null;
}
