import type { Mark } from '../domain/position.ts';
import { LivePriceMarket } from './live-price-market.ts';
import { SimulatedExchange, type SimulatedExchangeOptions } from './simulated-exchange.ts';

/** A simulated account on prices that somebody else reads. */
export interface LiveExchange {
  readonly exchange: SimulatedExchange;
  /** Takes a price as it comes in: stops and limits that it reaches trigger and fill at it, and market orders fill at it from now on. */
  observe(mark: Mark): void;
}

/**
 * Opens the simulated exchange of paper trading: the same filters, fees, locks and store as on candles, but a market that is known only
 * up to now, by the marks that are observed. Before the first mark of a symbol, and when no new one came for a minute, its market is
 * closed. What happened between two marks is not seen.
 */
export function openLiveExchange(options: Omit<SimulatedExchangeOptions, 'future'>): LiveExchange {
  const { clock } = options;
  const market = new LivePriceMarket({ clock });
  const exchange = new SimulatedExchange({ ...options, future: market });
  return {
    exchange,
    observe(mark) {
      // Up to now the price before it was in force: what the new one reaches happens now, and not when the old one was seen.
      exchange.advanceTo(clock.now());
      market.observe(mark);
      exchange.advanceTo(clock.now());
    },
  };
}
