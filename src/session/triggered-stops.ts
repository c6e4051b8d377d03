import type { Price } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../domain/time.ts';
import type { JournaledState } from './journaled-state.ts';

/** A triggered stop-limit is given so long to be filled at its limit or better. */
const PATIENCE_MS: DurationMs = 10 * SECOND_MS;

/**
 * Stops that became limit orders and may rest there unfilled, because the price jumped over their limit. A stop-loss is none of them: it
 * sells at any price.
 */
export class TriggeredStops {
  readonly #state: Pick<JournaledState, 'orders'>;
  readonly #since = new Map<MarketSymbol, EpochMs>();

  constructor(state: Pick<JournaledState, 'orders'>) {
    this.#state = state;
  }

  /** True while a stop of the symbol is triggered at this price, and was not so long that it must be taken for stuck. */
  mayStillFill(symbol: MarketSymbol, { mark, now }: { readonly mark: Price; readonly now: EpochMs }): boolean {
    if (!this.#limitStops(symbol).some((stopPrice) => stopPrice.gte(mark))) {
      this.#since.delete(symbol);
      return false;
    }
    const since = this.#since.get(symbol) ?? now;
    this.#since.set(symbol, since);
    return now - since < PATIENCE_MS;
  }

  /** True when a stop of the symbol is one that a jump of the price could leave unfilled. */
  canGetStuck(symbol: MarketSymbol): boolean {
    return this.#limitStops(symbol).length > 0;
  }

  #limitStops(symbol: MarketSymbol): readonly Price[] {
    const { orders } = this.#state;
    return orders.protectionOf(symbol).liveStops.flatMap(({ clientOrderId, stopPrice }) => {
      return orders.order(clientOrderId)?.intent.request.order.type === 'stop-loss-limit' ? [stopPrice] : [];
    });
  }
}
