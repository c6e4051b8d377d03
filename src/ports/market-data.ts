import type { Candle, CandleInterval } from '../domain/candle.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';

export interface CandleQuery {
  readonly symbol: MarketSymbol;
  readonly interval: CandleInterval;
  /** Opening time of the first candle wanted. */
  readonly from: EpochMs;
  /** Only candles that closed before this instant are returned. */
  readonly asOf: EpochMs;
}

/**
 * Prices, as far as they may be known.
 *
 * Contract, checked by test/contract/market-data.contract.ts:
 * - `fetchCandles` returns closed candles only, oldest first, each at most once; hours that the market has no candle for are left out.
 *   A symbol that the source does not know gives an empty list.
 * - `fetchMark` returns the newest price known now, with its own time and source; null when there is none.
 *   It never returns a price from after the clock's now.
 * - Outside trouble is a Fault (`network`, `timeout`, `rate-limited`, `server-error`, `bad-payload`; `unauthorised` where the source does
 *   not serve this location), after the adapter's own retries.
 */
export interface MarketData {
  fetchCandles(query: CandleQuery): Promise<readonly Candle[]>;
  fetchMark(symbol: MarketSymbol): Promise<Mark | null>;
}
