import { type Candle, candleClosedAt } from '../../domain/candle.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type DurationMs, type EpochMs, HOUR_MS, hourStart, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import { KLINES_MAX } from './public-client.ts';
import type { ServerClock } from './server-clock.ts';

/** Asks for candles of one symbol by their opening times, both included; null for a symbol that is not known. */
export type FetchKlines = (query: {
  readonly symbol: MarketSymbol;
  readonly openedFrom: EpochMs;
  readonly openedUntil: EpochMs;
}) => Promise<readonly Candle[] | null>;

export interface ClosedCandlesOptions {
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  readonly fetchKlines: FetchKlines;
  /** How long all readers of one hour together wait for its candles. */
  readonly waitMsMax: DurationMs;
  readonly signal: AbortSignal | undefined;
}

/** How long after an hour its candle may be late; afterwards a candle that is missing stays missing. */
const LATE_MS_MAX: DurationMs = 2 * MINUTE_MS;
const POLL_MS: DurationMs = SECOND_MS;
/** A copy of the data that lags behind may show a closed candle as it was before its end; after this time none does. */
const FINAL_AFTER_MS: DurationMs = 10 * SECOND_MS;

interface Span {
  readonly symbol: MarketSymbol;
  readonly openedFrom: EpochMs;
  /** Opening time of the newest candle that closed before the instant asked for. */
  readonly newestOpenedAt: EpochMs;
}

/**
 * Reads closed candles by the exchange's clock. Closed by time is not enough: the newest candle counts when the next one has begun in
 * the same answer, or when it closed long enough ago. Just after the hour it is waited for, once per hour for all symbols together.
 */
export class ClosedCandles {
  readonly #clock: Clock;
  readonly #serverClock: ServerClock;
  readonly #fetchKlines: FetchKlines;
  readonly #waitMsMax: DurationMs;
  readonly #signal: AbortSignal | undefined;
  /** The hour that was last waited for, and when that ends on the monotonic scale. */
  #wait: { readonly hour: EpochMs; readonly endsMs: DurationMs } | null = null;

  constructor({ clock, serverClock, fetchKlines, waitMsMax, signal }: ClosedCandlesOptions) {
    this.#clock = clock;
    this.#serverClock = serverClock;
    this.#fetchKlines = fetchKlines;
    this.#waitMsMax = waitMsMax;
    this.#signal = signal;
  }

  /** Candles that opened at `from` or later and closed before `asOf`, oldest first. */
  async read({
    symbol,
    from,
    asOf,
  }: {
    readonly symbol: MarketSymbol;
    readonly from: EpochMs;
    readonly asOf: EpochMs;
  }): Promise<readonly Candle[]> {
    const span = { symbol, openedFrom: from, newestOpenedAt: hourStart(asOf) - HOUR_MS };
    if (from > span.newestOpenedAt) return [];
    let rows = await this.#fetchAll(span);
    if (rows === null) return [];
    let now = await this.#serverClock.earliestNow();
    while (isIncomplete(rows, span, now) && (await this.#waitForMore({ asOf, now }))) {
      const tail = await this.#fetchAll({ ...span, openedFrom: span.newestOpenedAt });
      rows = [...rows.filter(({ openedAt }) => openedAt < span.newestOpenedAt), ...(tail ?? [])];
      now = await this.#serverClock.earliestNow();
    }
    return finalCandles(rows, span, now);
  }

  /** All candles of the span and the one that follows it, page by page. */
  async #fetchAll({ symbol, openedFrom, newestOpenedAt }: Span): Promise<readonly Candle[] | null> {
    const openedUntil = newestOpenedAt + HOUR_MS;
    const rows: Candle[] = [];
    for (let next = openedFrom; next <= openedUntil; ) {
      const page = await this.#fetchKlines({ symbol, openedFrom: next, openedUntil });
      if (page === null) return null;
      rows.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < KLINES_MAX) break;
      next = last.openedAt + HOUR_MS;
    }
    return rows;
  }

  /** Waits a moment, if there is still hope; false when the answer has to do. */
  async #waitForMore({ asOf, now }: { readonly asOf: EpochMs; readonly now: EpochMs }): Promise<boolean> {
    const hour = hourStart(asOf);
    if (asOf - hour >= LATE_MS_MAX || now - hour >= LATE_MS_MAX || hour - now >= this.#waitMsMax) return false;
    if (this.#wait?.hour !== hour) this.#wait = { hour, endsMs: this.#clock.monotonicMs() + this.#waitMsMax };
    const remainingMs = this.#wait.endsMs - this.#clock.monotonicMs();
    if (remainingMs <= 0) return false;
    await this.#clock.sleep(Math.min(POLL_MS, remainingMs), this.#signal);
    return true;
  }
}

/** True when the newest candle may still come, or change. A market that went on to the next hour without it has none for that hour. */
function isIncomplete(rows: readonly Candle[], span: Span, now: EpochMs): boolean {
  const last = rows.at(-1);
  if (last !== undefined && last.openedAt > span.newestOpenedAt) return !isClosed(span.newestOpenedAt, now);
  return finalCandles(rows, span, now).at(-1)?.openedAt !== span.newestOpenedAt;
}

function finalCandles(rows: readonly Candle[], { newestOpenedAt }: Span, now: EpochMs): readonly Candle[] {
  return rows.filter(({ openedAt }, index) => {
    if (openedAt > newestOpenedAt || !isClosed(openedAt, now)) return false;
    return index < rows.length - 1 || now - candleClosedAt(openedAt, '1h') > FINAL_AFTER_MS;
  });
}

function isClosed(openedAt: EpochMs, now: EpochMs): boolean {
  return candleClosedAt(openedAt, '1h') < now;
}
