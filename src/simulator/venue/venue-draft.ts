import { type Price, quantity } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Balance } from '../../ports/exchange.ts';
import { orderAfter } from './order-after.ts';
import { type BookLevel, type BookModel, bookLevels } from './venue-book.ts';
import { orderIdOfFact, type VenueFact } from './venue-fact.ts';
import type { VenueMarket } from './venue-market.ts';
import type { ExpiryReason, VenueList, VenueOrder, VenueSide } from './venue-order.ts';
import { applyVenueFact, symbolOf, takenKey, takenOf, type VenueState, venueBalanceOf } from './venue-state.ts';
import type { ExchangeFilters, VenueSymbol } from './venue-symbol.ts';

/** What the engine decides by, besides the account itself. */
export interface VenueWorld {
  readonly market: VenueMarket;
  readonly fees: FeeSchedule;
  readonly book: BookModel;
  readonly exchangeFilters: ExchangeFilters;
}

/** What a fault lets the next taker order get: at most a share of what it wants, or nothing and an end with a reason. */
export type TakerFault = { readonly fractionMax: number } | { readonly expire: ExpiryReason };

/**
 * A decision in the making at one instant: the facts so far and the venue after them. Deciding functions check everything before they
 * push the first fact, so a draft is either kept whole or dropped.
 */
export class VenueDraft {
  readonly world: VenueWorld;
  readonly at: EpochMs;
  readonly takerFault: TakerFault | null;
  readonly #facts: VenueFact[] = [];
  /** Orders that ended within this draft. */
  readonly #closed = new Map<number, VenueOrder>();
  #state: VenueState;

  constructor(
    world: VenueWorld,
    state: VenueState,
    { at, takerFault = null }: { readonly at: EpochMs; readonly takerFault?: TakerFault | null },
  ) {
    this.world = world;
    this.at = at;
    this.takerFault = takerFault;
    this.#state = state;
  }

  get state(): VenueState {
    return this.#state;
  }

  get facts(): readonly VenueFact[] {
    return this.#facts;
  }

  push(fact: VenueFact): void {
    const orderId = orderIdOfFact(fact);
    const before = orderId === null ? undefined : this.#state.openOrders.get(orderId);
    this.#state = applyVenueFact(this.#state, fact);
    this.#facts.push(fact);
    if (orderId !== null && before !== undefined && !this.#state.openOrders.has(orderId)) {
      this.#closed.set(orderId, orderAfter(before, fact));
    }
  }

  /** The time and the next execution number of a fact about an order. */
  stamp(orderId: number): { readonly at: EpochMs; readonly orderId: number; readonly executionId: number } {
    return { at: this.at, orderId, executionId: this.#state.lastExecutionId + 1 };
  }

  /** The order as it is now, when it ended within this draft as it ended. @throws InvariantError when it was closed before. */
  order(orderId: number): VenueOrder {
    const order = this.#state.openOrders.get(orderId) ?? this.#closed.get(orderId);
    invariant(order !== undefined, `order ${orderId} is not open on the venue`);
    return order;
  }

  isOpen(orderId: number): boolean {
    return this.#state.openOrders.has(orderId);
  }

  listOf(order: VenueOrder): VenueList | null {
    return this.#state.openLists.get(order.orderListId) ?? null;
  }

  symbol(symbol: MarketSymbol): VenueSymbol {
    return symbolOf(this.#state, symbol);
  }

  balance(asset: Asset): Balance {
    return venueBalanceOf(this.#state, asset, this.world.fees);
  }

  lastPrice(symbol: MarketSymbol): Price | null {
    return this.world.market.lastTick(symbol, this.at)?.price ?? null;
  }

  /** What a taker of `side` finds now; nothing while the market is quiet or does not trade. */
  levels(symbol: MarketSymbol, side: VenueSide): readonly BookLevel[] {
    const rules = this.symbol(symbol);
    const lastPrice = this.lastPrice(symbol);
    if (lastPrice === null || rules.status !== 'TRADING') return [];
    return bookLevels(
      { symbol: rules, side },
      {
        lastPrice,
        hourVolume: this.world.market.depthVolume(symbol, this.at),
        taken: quantity(takenOf(this.#state, takenKey(symbol, side), this.at)),
      },
      this.world.book,
    );
  }
}
