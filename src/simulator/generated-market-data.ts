import { type Candle, INTERVAL_MS } from '../domain/candle.ts';
import { price } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark } from '../domain/position.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { CandleQuery, MarketData } from '../ports/market-data.ts';
import { lastPriceAt } from './candle-future.ts';
import type { GeneratedMarket } from './generated-market.ts';
import { instrumentsOf } from './instrument-presets.ts';

/** A generated market as far as it may be known: never more than has happened by the clock's now, whatever is asked for. */
export class GeneratedMarketData implements MarketData {
  readonly #market: GeneratedMarket;
  readonly #clock: Pick<Clock, 'now'>;

  constructor({ market, clock }: { readonly market: GeneratedMarket; readonly clock: Pick<Clock, 'now'> }) {
    this.#market = market;
    this.#clock = clock;
  }

  async fetchCandles({ symbol, interval, from, asOf }: CandleQuery): Promise<readonly Candle[]> {
    const intervalMs = INTERVAL_MS[interval];
    const knownUntil = Math.min(asOf, this.#clock.now());
    const first = Math.max(Math.ceil(from / intervalMs), Math.floor(this.#market.from / intervalMs)) * intervalMs;
    const candles: Candle[] = [];
    for (let openedAt = first; openedAt < this.#market.until && openedAt + intervalMs <= knownUntil; openedAt += intervalMs) {
      const candle = this.#candleOfHours(symbol, { openedAt, closedBefore: openedAt + intervalMs });
      if (candle !== null) candles.push(candle);
    }
    return candles;
  }

  async fetchMark(symbol: MarketSymbol): Promise<Mark | null> {
    const at = this.#clock.now();
    const lastPrice = lastPriceAt(this.#market, symbol, at);
    const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [symbol] });
    if (lastPrice === null || instrument === undefined) return null;
    return { symbol, price: price(price(lastPrice).toNearest(instrument.tickSize)), at, source: 'generated' };
  }

  /** One candle of the hours that exist; null when there are none. */
  #candleOfHours(symbol: MarketSymbol, span: { readonly openedAt: EpochMs; readonly closedBefore: EpochMs }): Candle | null {
    let whole: Candle | null = null;
    for (let openedAt = span.openedAt; openedAt < span.closedBefore; openedAt += HOUR_MS) {
      const hour = this.#market.candleAt(symbol, openedAt);
      if (hour !== null) whole = whole === null ? { ...hour, openedAt: span.openedAt } : joined(whole, hour);
    }
    return whole;
  }
}

function joined(earlier: Candle, later: Candle): Candle {
  return {
    openedAt: earlier.openedAt,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
  };
}
