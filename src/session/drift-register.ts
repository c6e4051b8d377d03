import { largest, type Quantity, quantity, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import { type Asset, baseAssetOf, type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { Book, Position } from '../domain/position.ts';

/** A balance that does not fit, as it was counted when it was said last. */
interface Drift {
  readonly expected: Quantity;
  readonly actual: Quantity;
}

/** Assets whose balance on the exchange is not what the books say, and what lies beside the book: a fold of the journal. */
export class DriftRegister {
  readonly #drifts = new Map<Asset, Drift>();
  #outside: ReadonlyMap<Asset, Quantity> | null = null;

  apply({ fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'drift-found':
        this.#drifts.set(fact.asset, { expected: quantity(fact.expected), actual: quantity(fact.actual) });
        break;
      case 'drift-resolved':
        this.#drifts.delete(fact.asset);
        break;
      case 'outside-counted':
        this.#outside = new Map(Object.entries(fact.holdings).map(([asset, held]) => [asset, quantity(held)]));
        break;
      default:
    }
  }

  get assets(): ReadonlySet<Asset> {
    return new Set(this.#drifts.keys());
  }

  /** By how much the exchange has more (less, when negative) than the books say, for each of them. */
  get differences(): readonly { readonly asset: Asset; readonly difference: Quantity }[] {
    return [...this.#drifts].map(([asset, { expected, actual }]) => ({ asset, difference: subtract(actual, expected) }));
  }

  /** What the account holds beside the book, as it was said last; null before the first count, and on an account of our own. */
  get outside(): ReadonlyMap<Asset, Quantity> | null {
    return this.#outside;
  }

  /** By how much the exchange has more (less, when negative) than the books say; null where no drift stands. */
  differenceOf(asset: Asset): Quantity | null {
    const drift = this.#drifts.get(asset);
    return drift === undefined ? null : subtract(drift.actual, drift.expected);
  }

  /** The part of a position that is on the exchange: what can be protected and sold. Null when none of it is. */
  presentPart(position: Position): Position | null {
    const difference = this.differenceOf(baseAssetOf(position.symbol));
    if (difference === null || !difference.isNegative()) return position;
    const present = largest(ZERO_QUANTITY, quantity(position.quantity.plus(difference)));
    return present.isZero() ? null : { ...position, quantity: present };
  }

  /** The book with the part of each position that is on the exchange. */
  presentBook(book: Book): Book {
    if (this.#drifts.size === 0) return book;
    return { ...book, positions: book.positions.flatMap((position) => this.presentPart(position) ?? []) };
  }

  /** Symbols that must not be entered until their books are explained; a drift of the quote concerns all of them. */
  unsettled(symbols: readonly MarketSymbol[]): ReadonlySet<MarketSymbol> {
    if (this.#drifts.size === 0) return NONE;
    if (this.#drifts.has(QUOTE_ASSET)) return new Set(symbols);
    return new Set(symbols.filter((symbol) => this.#drifts.has(baseAssetOf(symbol))));
  }
}

const NONE: ReadonlySet<MarketSymbol> = new Set();
