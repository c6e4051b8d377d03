import { Fault } from '../../domain/fault.ts';
import { type DurationMs, type EpochMs, isoTime, MINUTE_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** The limit per minute and address that holds until the exchange names its own. */
const WEIGHT_MAX = 6_000;
/** How urgent a request is. Each lane leaves room for the more urgent ones, and all of them for others at the same address. */
export type RequestLane = 'read' | 'order' | 'protection';

/** The share of the limit per minute that may be used up when a request of the lane is sent. */
const WEIGHT_FRACTIONS: Readonly<Record<RequestLane, number>> = { read: 0.5, order: 0.7, protection: 0.9 };
/** Orders in ten seconds that the exchange allows an account until it names its own number. */
const ORDERS_MAX = 100;
const ORDERS_WINDOW_MS: DurationMs = 10_000;
/** The share of that number up to which an order of the lane may be sent. */
const ORDER_FRACTIONS: Readonly<Record<RequestLane, number>> = { read: 0, order: 0.5, protection: 0.9 };
/** Longer than this nobody is kept waiting: the request fails, and its caller decides. */
const WAIT_MS_MAX: DurationMs = MINUTE_MS;

export interface RequestGovernorOptions {
  readonly clock: Clock;
  /** Ends every wait with a `cancelled` Fault. */
  readonly signal?: AbortSignal;
  /** The end of a pause that an earlier process was told of, so that a restart does not make a ban longer. */
  readonly pausedUntil?: EpochMs;
  /** Told of every new pause, with its end. */
  readonly onPause?: (until: EpochMs) => void;
}

/**
 * Keeps all requests of this address below a share of what the exchange allows per minute, and silent while it has asked for a pause.
 * One governor serves every client of the process, since the limits are the address' own.
 *
 * The minutes are those of our clock; where the exchange counts others, its header corrects the count with the first answer.
 */
export class RequestGovernor {
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #onPause: (until: EpochMs) => void;
  #weightMax = WEIGHT_MAX;
  #minute = 0;
  #usedWeight = 0;
  #ordersMax = ORDERS_MAX;
  /** When orders were sent, on the monotonic scale; those of the window alone. */
  #orderTimesMs: readonly DurationMs[] = [];
  /** On the monotonic scale: setting the machine's clock must not end a pause. */
  #pauseEndsMs: DurationMs;

  constructor({ clock, signal, pausedUntil = 0, onPause }: RequestGovernorOptions) {
    this.#clock = clock;
    this.#signal = signal;
    this.#onPause = onPause ?? (() => undefined);
    this.#pauseEndsMs = clock.monotonicMs() + Math.max(pausedUntil - clock.now(), 0);
  }

  /** The exchange's own limit per minute, once it is known. */
  allow(weightMax: number): void {
    this.#weightMax = weightMax;
  }

  /** The exchange's own limit of orders in ten seconds, once it is known. */
  allowOrders(ordersMax: number): void {
    this.#ordersMax = ordersMax;
  }

  /**
   * Resolves when a request of this weight may be sent, which is then counted.
   * @throws Fault `rate-limited` when that takes longer than a minute; nothing may be sent then.
   */
  async admit(weight: number, lane: RequestLane = 'read'): Promise<void> {
    for (let waitMs = this.#waitMs(weight, lane); waitMs > 0; waitMs = this.#waitMs(weight, lane)) {
      if (waitMs > WAIT_MS_MAX) {
        const until = isoTime(Math.round(this.#clock.now() + waitMs));
        throw new Fault('rate-limited', `Binance wants no requests from this address until ${until}`);
      }
      await this.#clock.sleep(waitMs, this.#signal);
    }
    this.#usedWeight += weight;
  }

  /**
   * Counts the orders of one request that is sent at once, all of them or none. It is never kept waiting: what is late is judged anew.
   * @throws Fault `rate-limited` when the account has sent too many just now; nothing may be sent then.
   */
  admitOrders(count: number, lane: Exclude<RequestLane, 'read'>): void {
    const nowMs = this.#clock.monotonicMs();
    this.#orderTimesMs = this.#orderTimesMs.filter((sentMs) => nowMs - sentMs < ORDERS_WINDOW_MS);
    if (count > 0 && this.#orderTimesMs.length + count - 1 >= this.#ordersMax * ORDER_FRACTIONS[lane]) {
      throw new Fault(
        'rate-limited',
        `${this.#orderTimesMs.length} orders were sent within ten seconds; no more are sent for now`,
      );
    }
    this.#orderTimesMs = [...this.#orderTimesMs, ...Array.from({ length: count }, () => nowMs)];
  }

  /** The exchange's own count of the account's orders, which may be of other programs, too. */
  countOrders(count: number): void {
    const nowMs = this.#clock.monotonicMs();
    const missing = Math.min(count, this.#ordersMax) - this.#orderTimesMs.length;
    if (missing > 0) this.#orderTimesMs = [...this.#orderTimesMs, ...Array.from({ length: missing }, () => nowMs)];
  }

  /** The exchange's own count, from an answer to a request that was sent at `sentAt`; that of a minute gone by says nothing any more. */
  count(usedWeight: number, sentAt: EpochMs): void {
    if (minuteOf(sentAt) !== minuteOf(this.#clock.now())) return;
    this.#usedWeight = Math.max(this.#usedWeight, usedWeight);
  }

  pause(durationMs: DurationMs): void {
    const pauseEndsMs = this.#clock.monotonicMs() + durationMs;
    if (pauseEndsMs <= this.#pauseEndsMs) return;
    this.#pauseEndsMs = pauseEndsMs;
    this.#onPause(this.#clock.now() + durationMs);
  }

  /** The end of the pause that the exchange asked for; null while there is none. */
  pausedUntil(): EpochMs | null {
    const pauseMs = this.#pauseEndsMs - this.#clock.monotonicMs();
    return pauseMs > 0 ? Math.round(this.#clock.now() + pauseMs) : null;
  }

  #waitMs(weight: number, lane: RequestLane): DurationMs {
    const pauseMs = this.#pauseEndsMs - this.#clock.monotonicMs();
    if (pauseMs > 0) return pauseMs;
    const now = this.#clock.now();
    if (minuteOf(now) !== this.#minute) {
      this.#minute = minuteOf(now);
      this.#usedWeight = 0;
    }
    const fits = this.#usedWeight === 0 || this.#usedWeight + weight <= this.#weightMax * WEIGHT_FRACTIONS[lane];
    return fits ? 0 : (this.#minute + 1) * MINUTE_MS - now;
  }
}

function minuteOf(at: EpochMs): number {
  return Math.floor(at / MINUTE_MS);
}
