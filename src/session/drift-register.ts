import type { JournalEntry } from '../domain/journal-entry.ts';
import { type Asset, baseAssetOf, type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';

/** Assets whose balance on the exchange is not what the books say: a fold of the journal. */
export class DriftRegister {
  readonly #assets = new Set<Asset>();

  apply({ fact }: JournalEntry): void {
    if (fact.kind === 'drift-found') this.#assets.add(fact.asset);
    else if (fact.kind === 'drift-resolved') this.#assets.delete(fact.asset);
  }

  get assets(): ReadonlySet<Asset> {
    return this.#assets;
  }

  /** Symbols that must not be entered until their books are explained; a drift of the quote concerns all of them. */
  unsettled(symbols: readonly MarketSymbol[]): ReadonlySet<MarketSymbol> {
    if (this.#assets.size === 0) return NONE;
    if (this.#assets.has(QUOTE_ASSET)) return new Set(symbols);
    return new Set(symbols.filter((symbol) => this.#assets.has(baseAssetOf(symbol))));
  }
}

const NONE: ReadonlySet<MarketSymbol> = new Set();
