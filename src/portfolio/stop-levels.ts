import { type Price, price } from '../domain/decimal.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import type { LedgerState } from './ledger-state.ts';

export interface StopLevel {
  readonly stopPrice: Price | null;
  readonly targetPrice: Price | null;
}

const NO_LEVEL: StopLevel = { stopPrice: null, targetPrice: null };

/**
 * Where stops and targets were set. A level ends when its position is flat; a later position starts without one.
 * It comes back when a late fill shows that the position of that time was larger than known and is not flat after all.
 */
export class StopLevels {
  readonly #levels = new Map<MarketSymbol, StopLevel & { readonly endedAt: EpochMs | null }>();

  set(fact: FactOf<'stop-set'>): void {
    const targetPrice = fact.targetPrice === null ? null : price(fact.targetPrice);
    this.#levels.set(fact.symbol, { stopPrice: price(fact.stopPrice), targetPrice, endedAt: null });
  }

  /** Ends the levels of symbols that an event of the ledger, which happened at `at`, made flat. */
  end(change: { readonly before: LedgerState; readonly after: LedgerState; readonly at: EpochMs }): void {
    for (const symbol of change.before.holdings.keys()) {
      const level = this.#levels.get(symbol);
      if (level !== undefined && !change.after.holdings.has(symbol)) this.#levels.set(symbol, { ...level, endedAt: change.at });
    }
  }

  of(symbol: MarketSymbol, openedAt: EpochMs): StopLevel {
    const level = this.#levels.get(symbol);
    return level === undefined || (level.endedAt !== null && openedAt >= level.endedAt) ? NO_LEVEL : level;
  }
}
