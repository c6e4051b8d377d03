import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { DAY_MS, type EpochMs, HOUR_MS, hourStart, MINUTE_MS } from '../../domain/time.ts';
import type { Tick } from '../venue/tick-path.ts';
import { TICKS_PER_HOUR } from '../venue/tick-path.ts';
import type { VenueAccount } from '../venue/venue-account.ts';
import { candleOfTicks, estimatedCandle, mergedCandle, quietCandle, type WireCandle, withTick } from './candle-fold.ts';
import { bucketStart, INTERVALS, type Interval, nextBucket } from './intervals.ts';

/** Trades are made anew for hours that are this young; of older ones there is an estimate of what candle files do not have. */
const EXACT_HOURS = 48;
/** Faults that change trades that are still to come. */
const MARKET_FAULTS = ['price-jump', 'gap-through-stop', 'thin-book'] as const;

export interface CandleRange {
  readonly interval: Interval;
  readonly offsetMs: number;
  readonly startTime?: EpochMs | undefined;
  readonly endTime?: EpochMs | undefined;
  readonly limit: number;
}

/** What hours came to that were over before the venue opened, by market and hour: venues on the same market, seed and rules may share it. */
export type PastHours = Map<string, WireCandle>;

/** The public side of the market up to now: trades, and candles of every length. It asks the engine for nothing after its time. */
export class MarketTape {
  readonly #account: VenueAccount;
  readonly #hours = new Map<string, WireCandle>();
  readonly #running = new Map<
    MarketSymbol,
    { readonly openedAt: EpochMs; readonly until: EpochMs; readonly candle: WireCandle | null }
  >();
  readonly #minutes = new Map<MarketSymbol, { readonly hour: EpochMs; readonly candles: readonly (WireCandle | null)[] }>();
  readonly #past: PastHours;
  readonly #openedAt: EpochMs;
  #revision = 0;

  constructor(account: VenueAccount, past: PastHours = new Map()) {
    this.#account = account;
    this.#past = past;
    this.#openedAt = account.now;
  }

  /** Trades with a quantity after `from` up to `until`, both at most now. */
  trades(symbol: MarketSymbol, { from, until }: { readonly from: EpochMs; readonly until: EpochMs }): readonly Tick[] {
    const span = { from, until: Math.min(until, this.#account.now) };
    return this.#account.market.ticksBetween(symbol, span).filter((tick) => !tick.quantity.isZero());
  }

  /** What the hour that opens at `openedAt` has come to; null for one without trades. */
  hour(symbol: MarketSymbol, openedAt: EpochMs): WireCandle | null {
    const now = this.#account.now;
    if (openedAt > now) return null;
    const isOver = openedAt + HOUR_MS <= now;
    this.#forgetOnFaults();
    const key = `${symbol}@${openedAt}`;
    const known = this.#hours.get(key);
    if (known !== undefined) return known;
    const candle = isOver ? this.#overHour(symbol, openedAt) : this.#runningHour(symbol, openedAt);
    if (candle !== null && isOver) this.#hours.set(key, candle);
    return candle;
  }

  /** Candles of an interval by the exchange's paging rule, ascending, the running one included. */
  candles(symbol: MarketSymbol, range: CandleRange): readonly WireCandle[] {
    const { interval, offsetMs, limit } = range;
    const now = this.#account.now;
    const last = Math.min(range.endTime ?? now, now);
    const first = range.startTime;
    const candles: WireCandle[] = [];
    if (first !== undefined) {
      let openedAt = bucketStart(Math.max(first, this.#oldest(interval, limit, now, first)), interval, offsetMs);
      if (openedAt < first) openedAt = nextBucket(openedAt, interval, offsetMs);
      for (; openedAt <= last && candles.length < limit; openedAt = nextBucket(openedAt, interval, offsetMs)) {
        const candle = this.#bucket(symbol, openedAt, nextBucket(openedAt, interval, offsetMs));
        if (candle !== null) candles.push(candle);
      }
      return candles;
    }
    let openedAt = bucketStart(last, interval, offsetMs);
    for (let gap = 0; candles.length < limit && gap < this.#gapMax(interval); ) {
      const candle = this.#bucket(symbol, openedAt, nextBucket(openedAt, interval, offsetMs));
      gap = candle === null ? gap + 1 : 0;
      if (candle !== null) candles.unshift(candle);
      openedAt = bucketStart(openedAt - 1, interval, offsetMs);
    }
    return candles;
  }

  /** Everything traded in a span of at most some days, as one candle; null when that is nothing. */
  span(symbol: MarketSymbol, { from, until }: { readonly from: EpochMs; readonly until: EpochMs }): WireCandle | null {
    const parts: WireCandle[] = [];
    const firstFull = hourStart(from - 1) + HOUR_MS;
    const edges = (openedAt: EpochMs, edge: { from: EpochMs; until: EpochMs }) => {
      const part = this.#ofTicks(symbol, edge, openedAt);
      if (part !== null) parts.push(part);
    };
    if (firstFull > from && from % MINUTE_MS === 0 && firstFull <= until) parts.push(...this.#minutesToHour(symbol, from));
    else if (firstFull > from) edges(from, { from, until: Math.min(firstFull - 1, until) });
    for (let hour = firstFull; hour <= until; hour += HOUR_MS) {
      const whole = hour + HOUR_MS <= until + 1 ? this.hour(symbol, hour) : null;
      const part = whole ?? (until === this.#account.now ? this.hour(symbol, hour) : null);
      if (part !== null) parts.push(part);
      else edges(hour, { from: hour, until });
    }
    return mergedCandle(from, parts);
  }

  /** The hour that is not over, from where it was folded last. */
  #runningHour(symbol: MarketSymbol, openedAt: EpochMs): WireCandle | null {
    const until = this.#account.now;
    const known = this.#running.get(symbol);
    const [from, before] = known?.openedAt === openedAt ? [known.until, known.candle] : [openedAt - 1, null];
    const candle = this.trades(symbol, { from, until }).reduce<WireCandle | null>(
      (folded, tick) => withTick(folded, openedAt, tick),
      before,
    );
    this.#running.set(symbol, { openedAt, until, candle });
    return candle;
  }

  /** The minutes from a full one to the end of its hour; each is folded once while the same hour is asked for. */
  #minutesToHour(symbol: MarketSymbol, from: EpochMs): readonly WireCandle[] {
    this.#forgetOnFaults();
    const hour = hourStart(from);
    const known = this.#minutes.get(symbol);
    const minutes =
      known?.hour === hour
        ? known.candles
        : Array.from({ length: HOUR_MS / MINUTE_MS }, (_, index) => {
            const openedAt = hour + index * MINUTE_MS;
            return this.#ofTicks(symbol, { from: openedAt, until: openedAt + MINUTE_MS - 1 }, openedAt);
          });
    this.#minutes.set(symbol, { hour, candles: minutes });
    return minutes.slice((from - hour) / MINUTE_MS).filter((candle) => candle !== null);
  }

  #overHour(symbol: MarketSymbol, openedAt: EpochMs): WireCandle | null {
    const { market, now } = this.#account;
    const stored = market.candleAt(symbol, openedAt, openedAt + HOUR_MS - 1);
    if (stored === null) return null;
    if (openedAt < now - EXACT_HOURS * HOUR_MS) return estimatedCandle(stored, (openedAt / HOUR_MS) * TICKS_PER_HOUR);
    return this.#exactHour(symbol, openedAt);
  }

  /** No fault changes what was over before the venue opened. */
  #exactHour(symbol: MarketSymbol, openedAt: EpochMs): WireCandle | null {
    const key = `${symbol}@${openedAt}`;
    const candle = this.#past.get(key) ?? this.#ofTicks(symbol, { from: openedAt, until: openedAt + HOUR_MS - 1 }, openedAt);
    if (candle !== null && openedAt + HOUR_MS <= this.#openedAt) this.#past.set(key, candle);
    return candle;
  }

  /** A part of an hour or a number of hours; a part without trades is quiet at the last price. */
  #bucket(symbol: MarketSymbol, openedAt: EpochMs, end: EpochMs): WireCandle | null {
    if (end - openedAt >= HOUR_MS && openedAt % HOUR_MS === 0) {
      const hours: WireCandle[] = [];
      for (let hour = openedAt; hour < end && hour <= this.#account.now; hour += HOUR_MS) {
        const candle = this.hour(symbol, hour);
        if (candle !== null) hours.push(candle);
      }
      return mergedCandle(openedAt, hours);
    }
    const until = Math.min(end - 1, this.#account.now);
    const candle = this.#ofTicks(symbol, { from: openedAt, until }, openedAt);
    if (candle !== null || !this.#account.market.isOpen(symbol, openedAt)) return candle;
    const last = this.#account.market.lastTick(symbol, openedAt);
    return last === null ? null : quietCandle(openedAt, last.price);
  }

  /** From the first instant of the span, the instant included. */
  #ofTicks(
    symbol: MarketSymbol,
    { from, until }: { readonly from: EpochMs; readonly until: EpochMs },
    openedAt: EpochMs,
  ): WireCandle | null {
    return until < from ? null : candleOfTicks(openedAt, this.trades(symbol, { from: from - 1, until }));
  }

  /** Nothing is searched further back than candle files go: from far away the search begins a little before the first candle that counts. */
  #oldest(interval: Interval, limit: number, now: EpochMs, first: EpochMs): EpochMs {
    const length = INTERVALS[interval] ?? 31 * DAY_MS;
    return length < HOUR_MS ? Math.max(first, now - limit * length - 30 * DAY_MS) : first;
  }

  #gapMax(interval: Interval): number {
    const length = INTERVALS[interval] ?? 31 * DAY_MS;
    return Math.max(2, Math.ceil((3 * DAY_MS) / length));
  }

  #forgetOnFaults(): void {
    const { counts } = this.#account.faults;
    const revision = MARKET_FAULTS.reduce((sum, fault) => sum + (counts.get(fault) ?? 0), 0);
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#running.clear();
    // What was over well before the fault stays as it was.
    const firstChanged = hourStart(this.#account.now) - HOUR_MS;
    for (const key of this.#hours.keys()) if (Number(key.split('@')[1]) >= firstChanged) this.#hours.delete(key);
  }
}
