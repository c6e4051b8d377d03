import type { Candle } from '../../domain/candle.ts';
import { Fault } from '../../domain/fault.ts';
import { invariant } from '../../domain/invariant.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Mark } from '../../domain/position.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CandleQuery, MarketData } from '../../ports/market-data.ts';
import { ClosedCandles } from './closed-candles.ts';
import { LatestMarks, type MarkObserver } from './latest-marks.ts';
import type { BinancePublicClient } from './public-client.ts';
import { ServerClock } from './server-clock.ts';

const MARK_AGE_MS_MAX: DurationMs = SECOND_MS;
const CANDLE_WAIT_MS_MAX: DurationMs = 30 * SECOND_MS;
const POLL_EVERY_MS: DurationMs = 5 * SECOND_MS;

export interface BinanceMarketDataOptions {
  readonly client: BinancePublicClient;
  readonly clock: Clock;
  /** How old a price may be to be given again without asking. */
  readonly markAgeMsMax?: DurationMs;
  /** How long a session that begins just after the hour waits for the candles of that hour, all symbols together. */
  readonly candleWaitMsMax?: DurationMs;
  /** Ends the wait for candles with a `cancelled` Fault; requests are ended by the client's own signal. */
  readonly signal?: AbortSignal;
}

export interface PricePoll {
  readonly symbols: readonly MarketSymbol[];
  readonly everyMs?: DurationMs;
  /** Told of every new price while the poll runs, those included that others ask for meanwhile. */
  readonly onMark: MarkObserver;
  /** Told when a round failed; the next one comes all the same. */
  readonly onFault: (fault: Fault) => void;
  readonly signal: AbortSignal;
}

/**
 * Market data from Binance's public endpoints. It serves hourly candles only, since longer ones are built from hours by whoever needs
 * them.
 *
 * Binance's ticker carries no time: a mark's time is the clock's when its price was asked for, so its age is never understated.
 */
export class BinanceMarketData implements MarketData {
  readonly #client: BinancePublicClient;
  readonly #clock: Clock;
  readonly #serverClock: ServerClock;
  readonly #candles: ClosedCandles;
  readonly #markAgeMsMax: DurationMs;
  readonly #marks = new LatestMarks();

  constructor({
    client,
    clock,
    markAgeMsMax = MARK_AGE_MS_MAX,
    candleWaitMsMax = CANDLE_WAIT_MS_MAX,
    signal,
  }: BinanceMarketDataOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#markAgeMsMax = markAgeMsMax;
    this.#serverClock = new ServerClock({ clock, fetchServerTime: () => client.fetchServerTime() });
    this.#candles = new ClosedCandles({
      clock,
      serverClock: this.#serverClock,
      fetchKlines: (query) => client.fetchKlines(query),
      waitMsMax: candleWaitMsMax,
      signal,
    });
  }

  /** @throws InvariantError for an interval other than one hour. */
  async fetchCandles({ symbol, interval, from, asOf }: CandleQuery): Promise<readonly Candle[]> {
    invariant(interval === '1h', `Binance is asked for hourly candles only, not for ${interval}`);
    return this.#candles.read({ symbol, from, asOf });
  }

  async fetchMark(symbol: MarketSymbol): Promise<Mark | null> {
    const known = this.#marks.fresh(symbol, { now: this.#clock.now(), ageMsMax: this.#markAgeMsMax });
    if (known !== null) return known;
    const [mark] = await this.#readMarks([symbol]);
    return mark ?? null;
  }

  /** Reads the prices of all symbols at once and again after `everyMs`, until `signal` aborts; then it resolves. */
  async pollPrices({ symbols, everyMs = POLL_EVERY_MS, onMark, onFault, signal }: PricePoll): Promise<void> {
    const endObservation = this.#marks.observe(onMark);
    try {
      while (!signal.aborted) {
        await this.#readMarks(symbols).catch((error: unknown) => tellFault(error, onFault));
        await this.#clock.sleep(everyMs, signal).catch((error: unknown) => endQuietly(error, signal));
      }
    } finally {
      endObservation();
    }
  }

  /** How far the exchange's clock is ahead of ours, and at most how wrong that is. */
  measureClockOffset(): Promise<{ readonly offsetMs: DurationMs; readonly errorMs: DurationMs }> {
    return this.#serverClock.measureOffset();
  }

  async #readMarks(symbols: readonly MarketSymbol[]): Promise<readonly Mark[]> {
    const askedAt = this.#clock.now();
    const prices = await this.#client.fetchPrices(symbols);
    const now = this.#clock.now();
    const marks = [...prices].map(([symbol, price]): Mark => ({ symbol, price, at: Math.min(askedAt, now), source: 'ticker' }));
    for (const mark of marks) this.#marks.keep(mark, now);
    return marks;
  }
}

function tellFault(error: unknown, onFault: PricePoll['onFault']): void {
  if (!(error instanceof Fault)) throw error;
  if (error.code !== 'cancelled') onFault(error);
}

function endQuietly(error: unknown, signal: AbortSignal): void {
  if (!signal.aborted) throw error;
}
