import type { JournalEntry } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';

/** Since when which position is without its stop, and how long positions were in all: a fold of the journal. */
export class ProtectionRegister {
  readonly #unprotectedSince = new Map<MarketSymbol, EpochMs>();
  readonly #openedAt = new Map<MarketSymbol, EpochMs>();
  #unprotectedMs: DurationMs = 0;

  apply({ at, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'fill-booked':
        if (fact.fill.side === 'buy' && !this.#openedAt.has(fact.fill.symbol)) this.#openedAt.set(fact.fill.symbol, fact.fill.at);
        break;
      case 'position-unprotected':
        if (!this.#unprotectedSince.has(fact.symbol)) this.#unprotectedSince.set(fact.symbol, at);
        break;
      case 'position-protected':
        this.#unprotectedMs += fact.unprotectedMs;
        this.#unprotectedSince.delete(fact.symbol);
        this.#openedAt.delete(fact.symbol);
        break;
      default:
    }
  }

  /** When the position of a symbol lost its stop, or got its first coins without one yet; null while it is covered. */
  exposedSince(symbol: MarketSymbol): EpochMs | null {
    return this.#unprotectedSince.get(symbol) ?? this.#openedAt.get(symbol) ?? null;
  }

  isReportedUnprotected(symbol: MarketSymbol): boolean {
    return this.#unprotectedSince.has(symbol);
  }

  /** All time that positions spent without a full stop, in total. */
  get unprotectedMs(): DurationMs {
    return this.#unprotectedMs;
  }

  /** The position is gone: nothing is left to protect. */
  forget(symbol: MarketSymbol): void {
    this.#unprotectedSince.delete(symbol);
    this.#openedAt.delete(symbol);
  }
}
