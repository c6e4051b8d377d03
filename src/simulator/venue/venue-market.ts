import type { Candle } from '../../domain/candle.ts';
import { type Price, price, type Quantity, quantity, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, hourStart, MINUTE_MS } from '../../domain/time.ts';
import type { CandleFuture } from '../candle-future.ts';
import { TICK_MS, type Tick, ticksOf } from './tick-path.ts';

/** What a fault does to a market for a while: its prices and its depth are multiplied. */
export interface Disturbance {
  readonly symbol: MarketSymbol;
  readonly from: EpochMs;
  /** Not included. */
  readonly until: EpochMs;
  readonly priceFactor: number;
  readonly depthFactor: number;
}

/** Hours whose trades are kept; those of every market at the newest few hours fit. */
const HOURS_KEPT = 96;
const QUIET_HOURS_MAX = 14 * 24;

/**
 * The market behind the venue engine and its streams: public trades inside stored hourly candles. Engine and streams read the same
 * ticks, so whatever a stream shows is what orders are judged by. Undisturbed, `candleAt` gives the stored candle exactly, and the
 * ticks add up to it. It knows the future; whoever serves it asks for nothing after now.
 */
export class VenueMarket {
  readonly #future: CandleFuture;
  readonly #seed: number;
  readonly #tickSizes: ReadonlyMap<MarketSymbol, Price>;
  readonly #hours = new Map<string, readonly Tick[]>();
  #disturbances: readonly Disturbance[] = [];

  constructor({
    future,
    seed,
    tickSizes,
  }: {
    readonly future: CandleFuture;
    readonly seed: number;
    readonly tickSizes: ReadonlyMap<MarketSymbol, Price>;
  }) {
    this.#future = future;
    this.#seed = seed;
    this.#tickSizes = tickSizes;
  }

  /** For the account alone, which keeps disturbances as facts. */
  disturb(disturbance: Disturbance): void {
    this.#disturbances = [...this.#disturbances, disturbance];
    this.#hours.clear();
  }

  /** Trades after `from` (not included) up to `until` (included), oldest first; none in an hour without a candle. */
  ticksBetween(symbol: MarketSymbol, { from, until }: { readonly from: EpochMs; readonly until: EpochMs }): readonly Tick[] {
    const ticks: Tick[] = [];
    for (let hour = hourStart(from); hour <= until; hour += HOUR_MS) {
      for (const tick of this.ticksOfHour(symbol, hour)) if (tick.at > from && tick.at <= until) ticks.push(tick);
    }
    return ticks;
  }

  /** The trade that made the last price; null for a market that was quiet for two weeks. */
  lastTick(symbol: MarketSymbol, at: EpochMs): Tick | null {
    const running = this.ticksOfHour(symbol, hourStart(at));
    const current = running[Math.floor((at - hourStart(at)) / TICK_MS)];
    if (current !== undefined) return current;
    for (let quiet = 1; quiet <= QUIET_HOURS_MAX; quiet += 1) {
      const hour = hourStart(at) - quiet * HOUR_MS;
      if (this.#future.candleAt(symbol, hour) !== null) return this.ticksOfHour(symbol, hour).at(-1) ?? null;
    }
    return null;
  }

  /** True while trades happen: the running hour has a candle. */
  isOpen(symbol: MarketSymbol, at: EpochMs): boolean {
    return this.#future.candleAt(symbol, hourStart(at)) !== null;
  }

  /** The volume that the book's depth is made from; 0 while the market is quiet. */
  depthVolume(symbol: MarketSymbol, at: EpochMs): Quantity {
    const candle = this.#future.candleAt(symbol, hourStart(at));
    if (candle === null) return ZERO_QUANTITY;
    return quantity(candle.volume * this.#factorsAt(symbol, at).depth);
  }

  /** Σ price·quantity ÷ Σ quantity of the trades in the minutes before `at`; the last price when there were none, null when never. */
  averagePrice(symbol: MarketSymbol, at: EpochMs, minutes: number): Price | null {
    let value = price(0);
    let volume = ZERO_QUANTITY;
    for (const tick of this.ticksBetween(symbol, { from: at - minutes * MINUTE_MS, until: at })) {
      value = price(value.plus(tick.price.times(tick.quantity)));
      volume = quantity(volume.plus(tick.quantity));
    }
    if (!volume.isZero()) return price(value.div(volume).toDecimalPlaces(8));
    return this.lastTick(symbol, at)?.price ?? null;
  }

  /** The hourly candle as its ticks made it by `until`: the running one when `until` is within the hour. Null before its first trade. */
  candleAt(symbol: MarketSymbol, openedAt: EpochMs, until: EpochMs): Candle | null {
    const stored = this.#future.candleAt(symbol, openedAt);
    if (stored === null || until < openedAt) return null;
    // What is over and was left alone is as it is stored; making its trades again would only cost time.
    if (until >= openedAt + HOUR_MS - 1 && !this.#isDisturbed(symbol, openedAt)) return stored;
    const ticks = this.ticksOfHour(symbol, openedAt).filter((tick) => tick.at <= until);
    const prices = ticks.map((tick) => tick.price.toNumber());
    return {
      openedAt,
      open: prices[0] ?? stored.open,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices.at(-1) ?? stored.close,
      volume: ticks.reduce((sum, tick) => quantity(sum.plus(tick.quantity)), ZERO_QUANTITY).toNumber(),
    };
  }

  /** Every trade of the hour that opens at `openedAt`. */
  ticksOfHour(symbol: MarketSymbol, openedAt: EpochMs): readonly Tick[] {
    const key = `${symbol}@${openedAt}`;
    const known = this.#hours.get(key);
    if (known !== undefined) return known;
    const candle = this.#future.candleAt(symbol, openedAt);
    const tickSize = this.#tickSizes.get(symbol) ?? price(0);
    const ticks =
      candle === null
        ? []
        : ticksOf(candle, { seed: this.#seed, symbol, tickSize }).map((tick) => this.#disturbed(symbol, tick, tickSize));
    if (this.#hours.size >= HOURS_KEPT) this.#hours.delete(this.#hours.keys().next().value ?? '');
    this.#hours.set(key, ticks);
    return ticks;
  }

  #disturbed(symbol: MarketSymbol, tick: Tick, tickSize: Price): Tick {
    const factors = this.#factorsAt(symbol, tick.at);
    if (factors.price === 1) return tick;
    const moved = price(tick.price.times(factors.price));
    return { ...tick, price: price(tickSize.isZero() ? moved.toDecimalPlaces(8) : moved.toNearest(tickSize)) };
  }

  #isDisturbed(symbol: MarketSymbol, openedAt: EpochMs): boolean {
    return this.#disturbances.some(
      (disturbance) => disturbance.symbol === symbol && disturbance.from < openedAt + HOUR_MS && disturbance.until > openedAt,
    );
  }

  #factorsAt(symbol: MarketSymbol, at: EpochMs): { readonly price: number; readonly depth: number } {
    let factors = { price: 1, depth: 1 };
    for (const disturbance of this.#disturbances) {
      if (disturbance.symbol !== symbol || at < disturbance.from || at >= disturbance.until) continue;
      factors = { price: factors.price * disturbance.priceFactor, depth: factors.depth * disturbance.depthFactor };
    }
    return factors;
  }
}
