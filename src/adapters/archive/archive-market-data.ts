import { type Candle, candleClosedAt } from '../../domain/candle.ts';
import { price } from '../../domain/decimal.ts';
import { invariant } from '../../domain/invariant.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Mark } from '../../domain/position.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CandleQuery, MarketData } from '../../ports/market-data.ts';
import type { CandleArchive } from './candle-archive.ts';

/**
 * Market data from stored candles, as far as the clock has come: a candle that closes after the clock's now is not closed yet, whatever
 * the query says. It serves hourly candles only, since longer ones are built from hours by whoever needs them.
 */
export class ArchiveMarketData implements MarketData {
  readonly #archive: CandleArchive;
  readonly #clock: Pick<Clock, 'now'>;

  constructor({ archive, clock }: { readonly archive: CandleArchive; readonly clock: Pick<Clock, 'now'> }) {
    this.#archive = archive;
    this.#clock = clock;
  }

  /** @throws InvariantError for an interval other than one hour. */
  async fetchCandles({ symbol, interval, from, asOf }: CandleQuery): Promise<readonly Candle[]> {
    invariant(interval === '1h', `stored candles are hourly, ${interval} was asked for`);
    return this.#archive.closedCandles(symbol, { from, asOf: Math.min(asOf, this.#clock.now()) });
  }

  async fetchMark(symbol: MarketSymbol): Promise<Mark | null> {
    const candle = this.#archive.newestClosed(symbol, this.#clock.now());
    if (candle === null) return null;
    return { symbol, price: price(candle.close), at: candleClosedAt(candle.openedAt, '1h'), source: 'candle' };
  }
}
