import { type DurationMs, type EpochMs, MINUTE_MS } from '../../../src/domain/time.ts';

/** Why a request is not even looked at, as the exchange answers it. */
export interface LimitAnswer {
  readonly status: 418 | 429;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly code: number; readonly msg: string };
}

const BAN_MS: DurationMs = 2 * MINUTE_MS;
/** Requests of one minute that ignore a 429 until the address is banned. */
const IGNORED_MAX = 3;
const WEIGHTS: Readonly<Record<string, number>> = { '/api/v3/klines': 2, '/api/v3/exchangeInfo': 20 };

/** Counts what one address uses in each minute of the exchange's clock, and bans it when it does not listen. */
export class BinanceLimits {
  readonly #now: () => EpochMs;
  readonly #weightMax: number;
  #minute = 0;
  #usedWeight = 0;
  #ignored = 0;
  #bannedUntil: EpochMs = 0;

  constructor({ now, weightMax }: { readonly now: () => EpochMs; readonly weightMax: number }) {
    this.#now = now;
    this.#weightMax = weightMax;
  }

  get usedWeight(): number {
    return this.#usedWeight;
  }

  /** Counts a request; null when it may be answered. */
  check(url: URL): LimitAnswer | null {
    this.use(weightOf(url));
    const now = this.#now();
    if (now < this.#bannedUntil) return this.#banned(now);
    if (this.#usedWeight <= this.#weightMax) return null;
    this.#ignored += 1;
    if (this.#ignored > IGNORED_MAX) {
      this.ban(BAN_MS);
      return this.#banned(now);
    }
    return {
      status: 429,
      headers: { 'retry-after': secondsText((this.#minute + 1) * MINUTE_MS - now) },
      body: {
        code: -1003,
        msg: `Too much request weight used; current limit is ${this.#weightMax} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      },
    };
  }

  use(weight: number): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#usedWeight = 0;
      this.#ignored = 0;
    }
    this.#usedWeight += weight;
  }

  ban(durationMs: DurationMs): void {
    this.#bannedUntil = this.#now() + durationMs;
  }

  #banned(now: EpochMs): LimitAnswer {
    return {
      status: 418,
      headers: { 'retry-after': secondsText(this.#bannedUntil - now) },
      body: {
        code: -1003,
        msg: `Way too much request weight used; IP banned until ${this.#bannedUntil}. Please use WebSocket Streams for live updates to avoid bans.`,
      },
    };
  }
}

function secondsText(durationMs: DurationMs): string {
  return String(Math.ceil(durationMs / 1_000));
}

function weightOf(url: URL): number {
  if (url.pathname === '/api/v3/ticker/price') return url.searchParams.has('symbol') ? 2 : 4;
  return WEIGHTS[url.pathname] ?? 1;
}
