import { type Price, price } from '../../domain/decimal.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { HeldPositions } from './held-positions.ts';

export interface StopNote {
  readonly stopPrice: Price;
  readonly targetPrice: Price | null;
}

/** Where the stop of each position was set, and which positions are covered by one on the exchange. */
export class StopNotes {
  readonly #positions: HeldPositions;
  readonly #stops = new Map<MarketSymbol, StopNote>();
  readonly #covered = new Set<MarketSymbol>();

  constructor(positions: HeldPositions) {
    this.#positions = positions;
  }

  /** Called when `positions` has taken the entry already. */
  apply({ fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'stop-set': {
        const targetPrice = fact.targetPrice === null ? null : price(fact.targetPrice);
        this.#stops.set(fact.symbol, { stopPrice: price(fact.stopPrice), targetPrice });
        break;
      }
      case 'position-protected':
        this.#covered.add(fact.symbol);
        break;
      case 'position-unprotected':
        this.#covered.delete(fact.symbol);
        break;
      case 'fill-booked':
        this.#applyFill(fact.fill);
        break;
      default:
    }
  }

  of(symbol: MarketSymbol): StopNote | null {
    return this.#stops.get(symbol) ?? null;
  }

  get coveredCount(): number {
    return this.#positions.symbols.filter((symbol) => this.#covered.has(symbol)).length;
  }

  #applyFill({ symbol, side }: { readonly symbol: MarketSymbol; readonly side: 'buy' | 'sell' }): void {
    if (side === 'buy') this.#covered.delete(symbol);
    else if (this.#positions.of(symbol) === null) {
      this.#stops.delete(symbol);
      this.#covered.delete(symbol);
    }
  }
}
