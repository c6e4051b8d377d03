import type { Quantity } from '../../domain/decimal.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import { DAY_MS, type DurationMs, type EpochMs } from '../../domain/time.ts';
import { SeededRandom } from '../random.ts';
import type { ExpiryReason, VenueOrderRequest } from './venue-order.ts';
import type { SymbolStatus, VenueFilters } from './venue-symbol.ts';

/** Something that happens on the venue at a time, whoever calls or not. */
export type VenueHappening = { readonly at: EpochMs } /** All prices of the market are multiplied for a while. */ & (
  | { readonly fault: 'price-jump'; readonly symbol: MarketSymbol; readonly factor: number; readonly forMs: DurationMs }
  /** The price goes beyond the nearest open sell stop by a share of it, without a trade in between. Nothing when there is no such stop. */
  | {
      readonly fault: 'gap-through-stop';
      readonly symbol: MarketSymbol;
      readonly beyondFraction: number;
      readonly forMs: DurationMs;
    }
  /** The book holds only a share of what it would. */
  | { readonly fault: 'thin-book'; readonly symbol: MarketSymbol; readonly factor: number; readonly forMs: DurationMs }
  | { readonly fault: 'filter-change'; readonly symbol: MarketSymbol; readonly filters: Partial<VenueFilters> }
  /** Another status for a while, then TRADING again. */
  | { readonly fault: 'halt'; readonly symbol: MarketSymbol; readonly status: SymbolStatus; readonly forMs: DurationMs }
  | { readonly fault: 'resume'; readonly symbol: MarketSymbol }
  /** The exchange drops every waiting stop and take-profit order. */
  | { readonly fault: 'maintenance' }
  | { readonly fault: 'manual-order'; readonly request: VenueOrderRequest }
  /** The account's owner cancels everything on a market by hand. */
  | { readonly fault: 'manual-cancel'; readonly symbol: MarketSymbol }
  | { readonly fault: 'deposit' | 'withdrawal' | 'external-lock'; readonly asset: Asset; readonly quantity: Quantity }
);

/** What becomes of one call: the first that fits, at or after `from`. */
export type VenueCallFault = { readonly from: EpochMs } & (
  | { readonly fault: 'lose-request' | 'lose-reply' }
  /** The caller hears nothing; the request is carried out later. */
  | { readonly fault: 'late-admission'; readonly delayMs: DurationMs }
  /** A taker gets at most this share of what it wants. */
  | { readonly fault: 'partial-fill'; readonly fractionMax: number }
  | { readonly fault: 'expire'; readonly reason: ExpiryReason }
  /** Reads see the account as it was, for a while. */
  | { readonly fault: 'read-lag'; readonly lagMs: DurationMs; readonly forMs: DurationMs }
);

export type VenueFaultName = VenueHappening['fault'] | VenueCallFault['fault'];
export type VenueCall = 'place' | 'cancel' | 'read';

const FITS: Readonly<Record<VenueCallFault['fault'], readonly VenueCall[]>> = {
  'lose-request': ['place', 'cancel'],
  'lose-reply': ['place', 'cancel'],
  'late-admission': ['place'],
  'partial-fill': ['place'],
  expire: ['place'],
  'read-lag': ['read'],
};

export interface VenueFaultScript {
  readonly happenings?: readonly VenueHappening[];
  readonly calls?: readonly VenueCallFault[];
}

/** A script of faults, played once, with a counter for each kind that took effect. */
export class VenueFaultPlan {
  #happenings: readonly VenueHappening[] = [];
  #calls: readonly VenueCallFault[] = [];
  #lag: { readonly until: EpochMs; readonly lagMs: DurationMs } = { until: 0, lagMs: 0 };
  readonly #counts = new Map<VenueFaultName, number>();
  #firedCount = 0;

  constructor(script: VenueFaultScript = {}) {
    this.add(script);
  }

  /** Adds to the script, also while it is being played. */
  add({ happenings = [], calls = [] }: VenueFaultScript): void {
    const resumes = happenings.flatMap((happening): readonly VenueHappening[] =>
      happening.fault === 'halt' ? [{ fault: 'resume', symbol: happening.symbol, at: happening.at + happening.forMs }] : [],
    );
    this.#happenings = [...this.#happenings, ...happenings, ...resumes].sort((left, right) => left.at - right.at);
    this.#calls = [...this.#calls, ...calls];
  }

  /** How often each kind took effect; a kind that is missing never did. */
  get counts(): ReadonlyMap<VenueFaultName, number> {
    return this.#counts;
  }

  /** How many took effect in all. */
  get firedCount(): number {
    return this.#firedCount;
  }

  /** The time of the next happening; null when none is left. */
  get nextAt(): EpochMs | null {
    return this.#happenings[0]?.at ?? null;
  }

  takeHappening(): VenueHappening | null {
    const [first, ...rest] = this.#happenings;
    this.#happenings = rest;
    return first ?? null;
  }

  /** What a store has seen already does not happen again. */
  forgetUntil(at: EpochMs): void {
    this.#happenings = this.#happenings.filter((happening) => happening.at > at);
  }

  /** The fault that this call meets. It is used up, and counted. */
  takeCallFault(call: VenueCall, at: EpochMs): VenueCallFault | null {
    const index = this.#calls.findIndex((fault) => fault.from <= at && FITS[fault.fault].includes(call));
    const fault = this.#calls[index];
    if (fault === undefined) return null;
    this.#calls = this.#calls.filter((_, position) => position !== index);
    this.count(fault.fault);
    return fault;
  }

  /** The time that reads look back to: `at` itself unless reads lag. */
  readTime(at: EpochMs): EpochMs {
    const fault = this.takeCallFault('read', at);
    if (fault?.fault === 'read-lag') this.#lag = { until: at + fault.forMs, lagMs: fault.lagMs };
    return at < this.#lag.until ? at - this.#lag.lagMs : at;
  }

  count(fault: VenueFaultName): void {
    this.#firedCount += 1;
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }
}

/** A plan drawn from a seed: market faults and maintenance, about `perDay` of them a day, and as many lost, late and partial calls. */
export function drawFaultPlan({
  seed,
  symbols,
  from,
  until,
  perDay,
}: {
  readonly seed: number;
  readonly symbols: readonly MarketSymbol[];
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly perDay: number;
}): VenueFaultPlan {
  const random = new SeededRandom(seed, 'venue-faults');
  const count = Math.round(((until - from) / DAY_MS) * perDay);
  const times = Array.from({ length: count }, () => random.integer(from, until));
  const happenings = times.map(
    (at): VenueHappening => drawHappening(random, symbols[random.integer(0, symbols.length - 1)] ?? 'BTCUSDT', at),
  );
  const calls = times.map((at): VenueCallFault => drawCallFault(random, at));
  return new VenueFaultPlan({ happenings, calls: calls.sort((left, right) => left.from - right.from) });
}

function drawHappening(random: SeededRandom, symbol: MarketSymbol, at: EpochMs): VenueHappening {
  const forMs = random.integer(60_000, 1_800_000);
  const draws: readonly VenueHappening[] = [
    { fault: 'price-jump', at, symbol, factor: random.between(0.9, 1.1), forMs },
    { fault: 'gap-through-stop', at, symbol, beyondFraction: random.between(0.005, 0.05), forMs },
    { fault: 'thin-book', at, symbol, factor: random.between(0.001, 0.1), forMs },
    { fault: 'halt', at, symbol, status: random.uniform() < 0.5 ? 'HALT' : 'CANCEL_ONLY', forMs },
    { fault: 'maintenance', at },
    { fault: 'manual-cancel', at, symbol },
  ];
  return draws[random.integer(0, draws.length - 1)] ?? { fault: 'maintenance', at };
}

function drawCallFault(random: SeededRandom, from: EpochMs): VenueCallFault {
  const draws: readonly VenueCallFault[] = [
    { fault: 'lose-request', from },
    { fault: 'lose-reply', from },
    { fault: 'late-admission', from, delayMs: random.integer(500, 5_000) },
    { fault: 'partial-fill', from, fractionMax: random.between(0.1, 0.9) },
    { fault: 'expire', from, reason: 'INSUFFICIENT_LIQUIDITY' },
    { fault: 'read-lag', from, lagMs: random.integer(500, 10_000), forMs: 30_000 },
  ];
  return draws[random.integer(0, draws.length - 1)] ?? { fault: 'lose-reply', from };
}
