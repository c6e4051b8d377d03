import { type DecimalText, type Price, quantity } from '../../domain/decimal.ts';
import type { Asset } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Balance } from '../../ports/exchange.ts';
import type { SimulatorStore } from '../simulator-store.ts';
import { type TakerFault, VenueDraft, type VenueWorld } from './venue-draft.ts';
import { VenueEventLog } from './venue-event-log.ts';
import { venueEventsOf } from './venue-events.ts';
import type { VenueFact } from './venue-fact.ts';
import { decodeVenueFacts, encodeVenueFacts } from './venue-fact-codec.ts';
import { VenueHistory } from './venue-history.ts';
import { applyVenueFact, emptyVenue, type VenueState, venueBalanceOf } from './venue-state.ts';
import type { VenueSymbol } from './venue-symbol.ts';
import { extremeAfter } from './walk-tick.ts';

/** Everything that the venue remembers: the folds of its facts, and the store that keeps them. A fact is stored before it counts. */
export class VenueBooks {
  readonly history = new VenueHistory();
  readonly events = new VenueEventLog();
  /** The extremes of trailing orders are no facts: they follow from the trades since trailing began. */
  readonly extremes = new Map<number, Price>();
  readonly #world: VenueWorld;
  readonly #store: SimulatorStore | null;
  #state: VenueState;

  constructor(
    world: VenueWorld,
    { symbols, store }: { readonly symbols: readonly VenueSymbol[]; readonly store: SimulatorStore | null },
  ) {
    this.#world = world;
    this.#store = store;
    this.#state = emptyVenue(symbols);
  }

  get state(): VenueState {
    return this.#state;
  }

  /** Takes up what the store has, or opens the account. @returns The time from which the venue goes on. */
  open({ balances, openedAt }: { readonly balances: Readonly<Record<Asset, DecimalText>>; readonly openedAt: EpochMs }): EpochMs {
    const records = this.#store?.load() ?? [];
    for (const fact of records.flatMap(decodeVenueFacts)) this.#remember(fact);
    if (records.length > 0) {
      this.#resumeTrailing();
      return this.#state.at;
    }
    const opened = Object.entries(balances).map(([asset, amount]) => ({ asset, quantity: quantity(amount) }));
    this.commit([{ kind: 'opened', at: openedAt, balances: opened }]);
    return openedAt;
  }

  draft(at: EpochMs, takerFault: TakerFault | null = null): VenueDraft {
    return new VenueDraft(this.#world, this.#state, { at, takerFault });
  }

  commit(facts: readonly VenueFact[]): void {
    if (facts.length === 0) return;
    const before = this.#state;
    this.#store?.append(encodeVenueFacts(facts));
    for (const fact of facts) this.#remember(fact);
    const idOf = (orderId: number): string => this.history.order(orderId).clientOrderId;
    const listOf = (orderListId: number) => this.history.list(orderListId);
    this.events.add(venueEventsOf(facts, { before, fees: this.#world.fees, idOf, listOf }));
  }

  balances(): readonly Balance[] {
    return [...this.#state.totals.keys()].map((asset) => venueBalanceOf(this.#state, asset, this.#world.fees));
  }

  #remember(fact: VenueFact): void {
    this.#state = applyVenueFact(this.#state, fact);
    this.history.record(fact);
    if (fact.kind === 'disturbed') this.#world.market.disturb(fact.disturbance);
    if (fact.kind === 'closed' || fact.kind === 'triggered') this.extremes.delete(fact.orderId);
  }

  #resumeTrailing(): void {
    for (const order of this.#state.openOrders.values()) {
      if (order.trailingExtreme === null || order.isWorking) continue;
      let extreme = order.trailingExtreme;
      const span = { from: order.trailingSince, until: this.#state.at };
      for (const tick of this.#world.market.ticksBetween(order.request.symbol, span))
        extreme = extremeAfter(order, extreme, tick.price);
      this.extremes.set(order.orderId, extreme);
    }
  }
}
