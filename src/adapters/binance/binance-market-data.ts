import type { Candle } from '../../domain/candle.ts';
import type { Price } from '../../domain/decimal.ts';
import { Fault } from '../../domain/fault.ts';
import { invariant } from '../../domain/invariant.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Mark } from '../../domain/position.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CandleQuery, MarketData } from '../../ports/market-data.ts';
import { ClosedCandles } from './closed-candles.ts';
import { LatestMarks, type MarkObserver } from './latest-marks.ts';
import type { BinancePublicClient } from './public-client.ts';
import { ServerClock } from './server-clock.ts';

const MARK_AGE_MS_MAX: DurationMs = SECOND_MS;
const CANDLE_WAIT_MS_MAX: DurationMs = 30 * SECOND_MS;
const POLL_EVERY_MS: DurationMs = 5 * SECOND_MS;
/** The stream tells a price every second while it changes: what is older may be a stream that has died. */
const STREAM_AGE_MS_MAX: DurationMs = 5 * SECOND_MS;

export interface BinanceMarketDataOptions {
  readonly client: BinancePublicClient;
  readonly clock: Clock;
  /** How old a price may be to be given again without asking. */
  readonly markAgeMsMax?: DurationMs;
  /** How long a session that begins just after the hour waits for the candles of that hour, all symbols together. */
  readonly candleWaitMsMax?: DurationMs;
  /** Told when a candle is not what the stream said that it was at its end. */
  readonly onMismatch?: (symbol: MarketSymbol, candle: { readonly told: Candle; readonly read: Candle }) => void;
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
 * Binance's ticker carries no time: a mark's time is the clock's when its price was asked for, so its age is never understated. Prices
 * that a stream brings carry the exchange's time; while they come nothing is asked for.
 */
export class BinanceMarketData implements MarketData {
  readonly #client: BinancePublicClient;
  readonly #clock: Clock;
  /** The exchange's clock, for whoever else speaks to it. */
  readonly serverClock: ServerClock;
  readonly #candles: ClosedCandles;
  readonly #markAgeMsMax: DurationMs;
  readonly #marks = new LatestMarks();
  readonly #onMismatch: NonNullable<BinanceMarketDataOptions['onMismatch']>;
  /** The newest hour of each symbol, as the stream told it at its end. */
  readonly #toldCandles = new Map<MarketSymbol, Candle>();

  constructor({
    client,
    clock,
    markAgeMsMax = MARK_AGE_MS_MAX,
    candleWaitMsMax = CANDLE_WAIT_MS_MAX,
    onMismatch,
    signal,
  }: BinanceMarketDataOptions) {
    this.#onMismatch = onMismatch ?? (() => undefined);
    this.#client = client;
    this.#clock = clock;
    this.#markAgeMsMax = markAgeMsMax;
    this.serverClock = new ServerClock({ clock, fetchServerTime: () => client.fetchServerTime() });
    this.#candles = new ClosedCandles({
      clock,
      serverClock: this.serverClock,
      fetchKlines: (query) => client.fetchKlines(query),
      waitMsMax: candleWaitMsMax,
      signal,
    });
  }

  /** @throws InvariantError for an interval other than one hour. */
  async fetchCandles({ symbol, interval, from, asOf }: CandleQuery): Promise<readonly Candle[]> {
    invariant(interval === '1h', `Binance is asked for hourly candles only, not for ${interval}`);
    const candles = await this.#candles.read({ symbol, from, asOf });
    this.#compareWithTold(symbol, candles);
    return candles;
  }

  /** Takes a price that a stream brought, with the exchange's time of it. */
  takeStreamPrice({ symbol, price, at }: { readonly symbol: MarketSymbol; readonly price: Price; readonly at: EpochMs }): void {
    const now = this.#clock.now();
    this.#marks.keep({ symbol, price, at: Math.min(this.serverClock.toLocal(at), now), source: 'stream' }, now);
  }

  /** Takes an hour as a stream told it at its end: it is compared with what is read over REST, and never used in its place. */
  takeStreamCandle(symbol: MarketSymbol, candle: Candle): void {
    this.#toldCandles.set(symbol, candle);
  }

  async fetchMark(symbol: MarketSymbol): Promise<Mark | null> {
    const known = this.#known(symbol);
    if (known !== null) return known;
    const [mark] = await this.#readMarks([symbol]);
    return mark ?? null;
  }

  /** Reads the prices of those symbols at once, whatever is known of them. @throws Fault of the request. */
  async readPrices(symbols: readonly MarketSymbol[]): Promise<void> {
    await this.#readMarks(symbols);
  }

  /**
   * Reads the prices of all symbols at once and again after `everyMs`, until `signal` aborts; then it resolves. A round is left out
   * while a stream tells the prices.
   */
  async pollPrices({ symbols, everyMs = POLL_EVERY_MS, onMark, onFault, signal }: PricePoll): Promise<void> {
    const endObservation = this.#marks.observe(onMark);
    try {
      while (!signal.aborted) {
        const isStreamed = symbols.every((symbol) => this.#known(symbol)?.source === 'stream');
        if (!isStreamed) await this.#readMarks(symbols).catch((error: unknown) => tellFault(error, onFault));
        await this.#clock.sleep(everyMs, signal).catch((error: unknown) => endQuietly(error, signal));
      }
    } finally {
      endObservation();
    }
  }

  /** How far the exchange's clock is ahead of ours, and at most how wrong that is. */
  measureClockOffset(): Promise<{ readonly offsetMs: DurationMs; readonly errorMs: DurationMs }> {
    return this.serverClock.measureOffset();
  }

  /** The newest price, if it is young enough for where it came from. */
  #known(symbol: MarketSymbol): Mark | null {
    const now = this.#clock.now();
    const mark = this.#marks.fresh(symbol, { now, ageMsMax: STREAM_AGE_MS_MAX });
    return mark !== null && (mark.source === 'stream' || now - mark.at <= this.#markAgeMsMax) ? mark : null;
  }

  #compareWithTold(symbol: MarketSymbol, candles: readonly Candle[]): void {
    const told = this.#toldCandles.get(symbol);
    const read = told === undefined ? undefined : candles.findLast(({ openedAt }) => openedAt === told.openedAt);
    if (told === undefined || read === undefined) return;
    this.#toldCandles.delete(symbol);
    if (read.close !== told.close || read.high !== told.high || read.low !== told.low) this.#onMismatch(symbol, { told, read });
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
