import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId } from '../domain/order.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';
import type { BookedFill } from './apply-fill.ts';

/** What was traded when, as the guard asks for it. The order in which fills arrive does not matter. */
export class TradingActivity {
  readonly #entryOrdersByDay = new Map<EpochMs, Set<ClientOrderId>>();
  readonly #tradedSymbols = new Set<MarketSymbol>();
  readonly #lastStopHitAt = new Map<MarketSymbol, EpochMs>();

  note({ fill, reason }: BookedFill): void {
    this.#tradedSymbols.add(fill.symbol);
    if (fill.side === 'buy') {
      const day = dayStart(fill.at);
      this.#entryOrdersByDay.set(day, (this.#entryOrdersByDay.get(day) ?? new Set()).add(fill.clientOrderId));
    } else if (reason === 'protection') {
      this.#lastStopHitAt.set(fill.symbol, Math.max(fill.at, this.#lastStopHitAt.get(fill.symbol) ?? fill.at));
    }
  }

  /** Entry orders with a fill on the UTC day that starts at `day`. */
  entriesOn(day: EpochMs): number {
    return this.#entryOrdersByDay.get(day)?.size ?? 0;
  }

  get tradedSymbols(): ReadonlySet<MarketSymbol> {
    return this.#tradedSymbols;
  }

  get lastStopHitAt(): ReadonlyMap<MarketSymbol, EpochMs> {
    return this.#lastStopHitAt;
  }
}
