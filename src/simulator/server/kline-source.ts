import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../domain/time.ts';
import { quietCandle, type WireCandle, withTick } from './candle-fold.ts';
import { bucketStart, type Interval, nextBucket } from './intervals.ts';
import type { ServedVenue } from './served-venue.ts';
import { amountText, type WireObject } from './wire-order.ts';

const PERIOD_MS = 2 * SECOND_MS;

/** `kline_<i>`: the running candle every two seconds while it changes, and each candle once when it is closed. */
export class KlineSource {
  readonly #venue: ServedVenue;
  readonly #symbol: MarketSymbol;
  readonly #interval: Interval;
  readonly #offsetMs: DurationMs;
  #openedAt: EpochMs;
  #candle: WireCandle | null;
  #cursor: EpochMs;
  #told: { at: EpochMs; lastTradeId: number } = { at: 0, lastTradeId: -2 };
  #late: readonly { readonly dueAt: EpochMs; readonly message: WireObject }[] = [];

  constructor(
    venue: ServedVenue,
    symbol: MarketSymbol,
    { interval, offsetMs }: { readonly interval: Interval; readonly offsetMs: DurationMs },
  ) {
    this.#venue = venue;
    this.#symbol = symbol;
    this.#interval = interval;
    this.#offsetMs = offsetMs;
    const now = venue.account.now;
    this.#cursor = now;
    this.#openedAt = bucketStart(now, interval, offsetMs);
    [this.#candle = null] = venue.tape.candles(symbol, { interval, offsetMs, startTime: this.#openedAt, limit: 1 });
  }

  poll(): readonly unknown[] {
    const now = this.#venue.account.now;
    const messages: WireObject[] = [];
    for (const tick of this.#venue.tape.trades(this.#symbol, { from: this.#cursor, until: now })) {
      messages.push(...this.#closeUntil(tick.at));
      this.#candle = withTick(this.#candle, this.#openedAt, tick);
    }
    this.#cursor = now;
    messages.push(...this.#closeUntil(now));
    const period = this.#interval === '1s' ? SECOND_MS : PERIOD_MS;
    const candle = this.#candle;
    if (candle !== null && now >= this.#told.at + period && candle.lastTradeId !== this.#told.lastTradeId) {
      this.#told = { at: now, lastTradeId: candle.lastTradeId };
      messages.push(this.#message(candle, { isClosed: false }));
    }
    return [...this.#takeLate(now), ...messages];
  }

  /** The messages of the candles that end before `at`. */
  #closeUntil(at: EpochMs): readonly WireObject[] {
    const closed: WireObject[] = [];
    for (;;) {
      const end = nextBucket(this.#openedAt, this.#interval, this.#offsetMs);
      if (at < end) break;
      const candle = this.#candle;
      if (candle !== null) closed.push(this.#message(candle, { isClosed: true }));
      this.#openedAt = end;
      const { market } = this.#venue.account;
      const isQuiet = candle !== null && market.isOpen(this.#symbol, end);
      this.#candle = isQuiet ? quietCandle(end, candle.close) : null;
    }
    const delayMs = this.#venue.candleDelayMs();
    if (delayMs === 0) return closed;
    this.#late = [...this.#late, ...closed.map((message) => ({ dueAt: this.#venue.account.now + delayMs, message }))];
    return [];
  }

  #takeLate(now: EpochMs): readonly WireObject[] {
    const due = this.#late.filter(({ dueAt }) => dueAt <= now);
    this.#late = this.#late.slice(due.length);
    return due.map(({ message }) => message);
  }

  #message(candle: WireCandle, { isClosed }: { readonly isClosed: boolean }): WireObject {
    return {
      e: 'kline',
      E: this.#venue.account.now,
      s: this.#symbol,
      k: {
        t: candle.openedAt,
        T: nextBucket(candle.openedAt, this.#interval, this.#offsetMs) - 1,
        s: this.#symbol,
        i: this.#interval,
        f: candle.firstTradeId,
        L: candle.lastTradeId,
        o: amountText(candle.open),
        c: amountText(candle.close),
        h: amountText(candle.high),
        l: amountText(candle.low),
        v: amountText(candle.volume),
        n: candle.trades,
        x: isClosed,
        q: amountText(candle.quoteVolume),
        V: amountText(candle.takerBase),
        Q: amountText(candle.takerQuote),
        B: '0',
      },
    };
  }
}
