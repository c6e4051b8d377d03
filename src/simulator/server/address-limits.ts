import { DAY_MS, type DurationMs, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { WireRefusal } from './wire-refusal.ts';

export const WEIGHT_MAX = 6_000;
export const RAW_REQUESTS_MAX = 300_000;
const RAW_WINDOW_MS = 5 * MINUTE_MS;
const CONNECTIONS_MAX = 300;
/** Requests in one minute that ignore a 429 until the address is banned. */
const IGNORED_MAX = 10;
const FIRST_BAN_MS: DurationMs = 2 * MINUTE_MS;
const LONGEST_BAN_MS: DurationMs = 3 * DAY_MS;

/** Counts something in windows that begin with the clock's own minutes. */
class WindowCount {
  readonly #windowMs: DurationMs;
  #window = -1;
  #count = 0;

  constructor(windowMs: DurationMs) {
    this.#windowMs = windowMs;
  }

  add(amount: number, at: EpochMs): number {
    const window = Math.floor(at / this.#windowMs);
    if (window !== this.#window) {
      this.#window = window;
      this.#count = 0;
    }
    this.#count = Math.max(0, this.#count + amount);
    return this.#count;
  }

  endsAt(at: EpochMs): EpochMs {
    return (Math.floor(at / this.#windowMs) + 1) * this.#windowMs;
  }
}

/** What one address may ask for: weight, requests and connections, and the bans of one that does not listen. All by the exchange's clock. */
export class AddressLimits {
  readonly #weight = new WindowCount(MINUTE_MS);
  readonly #requests = new WindowCount(RAW_WINDOW_MS);
  readonly #connections = new WindowCount(RAW_WINDOW_MS);
  readonly #ignored = new WindowCount(MINUTE_MS);
  #bannedUntil: EpochMs = 0;
  #nextBanMs: DurationMs = FIRST_BAN_MS;

  usedWeight(at: EpochMs): number {
    return this.#weight.add(0, at);
  }

  /**
   * Counts a request before it is looked at.
   * @throws WireRefusal 429 beyond a limit, 418 during a ban, which comes to whoever goes on after a 429.
   */
  take(weight: number, at: EpochMs): void {
    if (at < this.#bannedUntil) throw this.#banned(at);
    const requests = this.#requests.add(1, at);
    const used = this.#weight.add(weight, at);
    if (used <= WEIGHT_MAX && requests <= RAW_REQUESTS_MAX) return;
    if (this.#ignored.add(1, at) > IGNORED_MAX) {
      this.ban(this.#nextBanMs, at);
      this.#nextBanMs = Math.min(2 * this.#nextBanMs, LONGEST_BAN_MS);
      throw this.#banned(at);
    }
    const isWeight = used > WEIGHT_MAX;
    const limit = isWeight
      ? `Too much request weight used; current limit is ${WEIGHT_MAX} request weight per 1 MINUTE.`
      : `Too many requests; current limit is ${RAW_REQUESTS_MAX} requests per 5 MINUTE.`;
    throw new WireRefusal(
      { code: -1003, message: `${limit} Please use WebSocket Streams for live updates to avoid polling the API.` },
      retryAt((isWeight ? this.#weight : this.#requests).endsAt(at), { at, status: 429 }),
    );
  }

  /** What a successful order or cancel had cost is given back. */
  giveBack(weight: number, at: EpochMs): void {
    this.#weight.add(-weight, at);
  }

  /** False when the address has opened too many connections. */
  admitsConnection(at: EpochMs): boolean {
    return this.#connections.add(1, at) <= CONNECTIONS_MAX;
  }

  ban(forMs: DurationMs, at: EpochMs): void {
    this.#bannedUntil = at + forMs;
  }

  isBanned(at: EpochMs): boolean {
    return at < this.#bannedUntil;
  }

  #banned(at: EpochMs): WireRefusal {
    const message = `Way too much request weight used; IP banned until ${this.#bannedUntil}. Please use WebSocket Streams for live updates to avoid bans.`;
    return new WireRefusal({ code: -1003, message }, retryAt(this.#bannedUntil, { at, status: 418 }));
  }
}

function retryAt(until: EpochMs, { at, status }: { readonly at: EpochMs; readonly status: number }) {
  const headers = { 'Retry-After': String(Math.max(1, Math.ceil((until - at) / 1_000))) };
  return { status, headers, data: { serverTime: at, retryAfter: until } };
}
