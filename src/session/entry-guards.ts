import type { Encoded } from '../domain/encoded.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId, OrderIntent } from '../domain/order.ts';

/**
 * Which entries brought their stop along, in one request: the exchange places it in the moment in which the entry is filled, so such
 * coins are never without one. A fold of the journal.
 */
export class EntryGuards {
  /** The entry that each waiting stop belongs to. */
  readonly #entryOfStop = new Map<ClientOrderId, ClientOrderId>();
  /** Entries whose stop is known to have worked. */
  readonly #guarded = new Set<ClientOrderId>();
  /** What was bought on a market since its position was last covered. */
  readonly #bought = new Map<MarketSymbol, Set<ClientOrderId>>();

  noteIntent({ clientOrderId, purpose, list }: Encoded<OrderIntent>): void {
    if (purpose === 'stop' && list !== undefined && list.waitsFor !== null) this.#entryOfStop.set(clientOrderId, list.waitsFor);
  }

  /** A stop that was open, or filled before anybody saw it open, worked from the fill on; one that ended otherwise never did. */
  noteChange({ clientOrderId, state }: FactOf<'order-changed'>): void {
    const entry = this.#entryOfStop.get(clientOrderId);
    if (entry === undefined || state.tag === 'submitted' || state.tag === 'outcome-unknown' || state.tag === 'pending') return;
    if (state.tag === 'open' || state.tag === 'filled') this.#guarded.add(entry);
    this.#entryOfStop.delete(clientOrderId);
  }

  noteFill({ symbol, clientOrderId }: { readonly symbol: MarketSymbol; readonly clientOrderId: ClientOrderId }): void {
    this.#bought.set(symbol, (this.#bought.get(symbol) ?? new Set()).add(clientOrderId));
  }

  areAllGuarded(symbol: MarketSymbol): boolean {
    const bought = [...(this.#bought.get(symbol) ?? [])];
    return bought.length > 0 && bought.every((entry) => this.#guarded.has(entry));
  }

  /** The position is covered: what was bought until now is past. */
  forget(symbol: MarketSymbol): void {
    for (const entry of this.#bought.get(symbol) ?? []) this.#guarded.delete(entry);
    this.#bought.delete(symbol);
  }
}
