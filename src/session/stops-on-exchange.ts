import { type Price, smallest } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { stopPriceOnTick } from '../execution/stop-order.ts';
import type { SessionServices } from './session-services.ts';

/** The stop of a position as the exchange has it, beside the one that the book wants. */
export interface StopOnExchange {
  /** The price of the stop that rests, the lowest where there are several; null when none does. */
  readonly resting: Price | null;
  /** Where the book wants it, on the market's tick; null when it rests there, or when nobody set one. */
  readonly wanted: Price | null;
}

/** Of every position, by what the exchange said of our orders last. */
export function stopsOnExchange({
  state,
  instruments,
}: Pick<SessionServices, 'state' | 'instruments'>): ReadonlyMap<MarketSymbol, StopOnExchange> {
  return new Map(
    state.portfolio.book.positions.map(({ symbol, stopPrice }) => {
      const [first, ...rest] = state.orders.protectionOf(symbol).liveStops.map((stop) => stop.stopPrice);
      const resting = first === undefined ? null : smallest(first, ...rest);
      const instrument = instruments.get(symbol);
      const wanted = stopPrice === null || instrument === undefined ? stopPrice : stopPriceOnTick(stopPrice, instrument);
      return [symbol, { resting, wanted: wanted === null || resting?.eq(wanted) === true ? null : wanted }];
    }),
  );
}
