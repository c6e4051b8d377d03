import type { Candle } from '../domain/candle.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark } from '../domain/position.ts';
import { type DurationMs, type EpochMs, hourStart, MINUTE_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { CandleFuture } from './candle-future.ts';

/** How long a price stands without a newer one; afterwards the market has none, and nothing trades at what may be long gone. */
const QUIET_MS_MAX: DurationMs = MINUTE_MS;
/** A price says nothing of the volume behind it: on live prices every order finds enough. */
const VOLUME = 1e15;

/**
 * A market that is known only by the prices seen of it. For the simulator the running hour is a candle of a single point, the newest
 * price; the hours before that price do not exist, and neither does a future.
 */
export class LivePriceMarket implements CandleFuture {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #quietMsMax: DurationMs;
  readonly #prices = new Map<MarketSymbol, { readonly value: number; readonly at: EpochMs }>();

  constructor({ clock, quietMsMax = QUIET_MS_MAX }: { readonly clock: Pick<Clock, 'now'>; readonly quietMsMax?: DurationMs }) {
    this.#clock = clock;
    this.#quietMsMax = quietMsMax;
  }

  /** Takes a new price; one that is older than the known one changes nothing. */
  observe(mark: Mark): void {
    const known = this.#prices.get(mark.symbol);
    if (known !== undefined && known.at > mark.at && known.at <= this.#clock.now()) return;
    this.#prices.set(mark.symbol, { value: mark.price.toNumber(), at: mark.at });
  }

  candleAt(symbol: MarketSymbol, openedAt: EpochMs): Candle | null {
    const newest = this.#prices.get(symbol);
    if (newest === undefined || openedAt < hourStart(newest.at)) return null;
    if (this.#clock.now() - newest.at > this.#quietMsMax) return null;
    const { value } = newest;
    return { openedAt, open: value, high: value, low: value, close: value, volume: VOLUME };
  }
}
