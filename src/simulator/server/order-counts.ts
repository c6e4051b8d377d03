import { DAY_MS, type DurationMs, type EpochMs, SECOND_MS } from '../../domain/time.ts';
import { WireRefusal } from './wire-refusal.ts';

interface CountRule {
  readonly interval: 'SECOND' | 'DAY';
  readonly intervalNum: number;
  readonly limit: number;
  readonly windowMs: DurationMs;
  readonly header: string;
}

export const ORDER_LIMITS: readonly CountRule[] = [
  { interval: 'SECOND', intervalNum: 10, limit: 100, windowMs: 10 * SECOND_MS, header: 'X-MBX-ORDER-COUNT-10S' },
  { interval: 'DAY', intervalNum: 1, limit: 200_000, windowMs: DAY_MS, header: 'X-MBX-ORDER-COUNT-1D' },
];
const TAKER_CREDIT = 1;
const MAKER_CREDIT = 5;

/** The account's count of unfilled orders: each accepted one counts, and its first fill gives back. Windows begin with the clock's own. */
export class OrderCounts {
  readonly #counts = ORDER_LIMITS.map(() => ({ window: -1, count: 0 }));

  /** @throws WireRefusal −1015, HTTP 429, when so many more orders do not fit. */
  check(orders: number, at: EpochMs): void {
    const counts = this.counts(at);
    const exceeded = ORDER_LIMITS.find(({ limit }, index) => (counts[index] ?? 0) + orders > limit);
    if (exceeded === undefined) return;
    const { limit, intervalNum, interval, windowMs } = exceeded;
    const until = (Math.floor(at / windowMs) + 1) * windowMs;
    throw new WireRefusal(
      { code: -1015, message: `Too many new orders; current limit is ${limit} orders per ${intervalNum} ${interval}.` },
      {
        headers: { 'Retry-After': String(Math.max(1, Math.ceil((until - at) / SECOND_MS))) },
        data: { serverTime: at, retryAfter: until },
      },
    );
  }

  /** Beyond the day's limit the shorter windows stop counting. */
  add(orders: number, at: EpochMs): void {
    const isDayFull = (this.counts(at)[1] ?? 0) >= (ORDER_LIMITS[1]?.limit ?? 0);
    for (const [index, slot] of this.#counts.entries())
      if (index === 1 || !isDayFull) slot.count = Math.max(0, slot.count + orders);
  }

  firstFill(role: 'taker' | 'maker', at: EpochMs): void {
    this.add(role === 'taker' ? -TAKER_CREDIT : -MAKER_CREDIT, at);
  }

  /** In the order of `ORDER_LIMITS`. */
  counts(at: EpochMs): readonly number[] {
    return this.#counts.map((slot, index) => {
      const window = Math.floor(at / (ORDER_LIMITS[index]?.windowMs ?? DAY_MS));
      if (window !== slot.window) {
        slot.window = window;
        slot.count = 0;
      }
      return slot.count;
    });
  }

  headers(at: EpochMs): Readonly<Record<string, string>> {
    const counts = this.counts(at);
    return Object.fromEntries(ORDER_LIMITS.map(({ header }, index) => [header, String(counts[index] ?? 0)]));
  }

  /** Rows of `rateLimit/order` and of `rateLimits`. */
  rows(at: EpochMs): readonly Readonly<Record<string, unknown>>[] {
    const counts = this.counts(at);
    return ORDER_LIMITS.map(({ interval, intervalNum, limit }, index) => ({
      rateLimitType: 'ORDERS',
      interval,
      intervalNum,
      limit,
      count: counts[index] ?? 0,
    }));
  }
}
