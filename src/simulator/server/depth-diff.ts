import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { VenueSide } from '../venue/venue-order.ts';
import { bookNumber, depthTexts } from './market-endpoints.ts';
import type { ServedVenue } from './served-venue.ts';

const LEVELS = 100;
const GONE = '0.00000000';

/** `depthUpdate`: what changed in the book since it was told last, a quantity of 0 for a level that is gone. */
export class DepthDiff {
  readonly #venue: ServedVenue;
  readonly #symbol: MarketSymbol;
  readonly #periodMs: DurationMs;
  #bids: ReadonlyMap<string, string>;
  #asks: ReadonlyMap<string, string>;
  #lastAt: EpochMs = 0;
  #lastNumber: number;

  constructor(venue: ServedVenue, symbol: MarketSymbol, periodMs: DurationMs) {
    this.#venue = venue;
    this.#symbol = symbol;
    this.#periodMs = periodMs;
    this.#bids = this.#side('SELL');
    this.#asks = this.#side('BUY');
    this.#lastNumber = bookNumber(venue);
  }

  poll(): readonly unknown[] {
    const now = this.#venue.account.now;
    if (now < this.#lastAt + this.#periodMs) return [];
    this.#lastAt = now;
    const [bids, asks] = [this.#side('SELL'), this.#side('BUY')];
    const [b, a] = [changes(this.#bids, bids), changes(this.#asks, asks)];
    this.#bids = bids;
    this.#asks = asks;
    const u = Math.max(bookNumber(this.#venue), this.#lastNumber + 1);
    if (b.length + a.length === 0) return [];
    const U = this.#lastNumber + 1;
    this.#lastNumber = u;
    return [{ e: 'depthUpdate', E: now, s: this.#symbol, U, u, b, a }];
  }

  #side(side: VenueSide): ReadonlyMap<string, string> {
    return new Map(depthTexts(this.#venue.account.levels(this.#symbol, side), LEVELS));
  }
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  const gone = [...before.keys()].filter((price) => !after.has(price)).map((price) => [price, GONE] as const);
  return [...[...after].filter(([price, amount]) => before.get(price) !== amount), ...gone];
}
