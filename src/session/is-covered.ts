import { add, floorToStep, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { SessionServices } from './session-services.ts';

/** True when the stops that are known to rest sell all of a position that is there and that its market takes; also when nothing is held. */
export function isCovered({ state, instruments }: Pick<SessionServices, 'state' | 'instruments'>, symbol: MarketSymbol): boolean {
  const position = state.portfolio.position(symbol);
  const held = (position === null ? null : state.drift.presentPart(position))?.quantity ?? ZERO_QUANTITY;
  const stepSize = instruments.get(symbol)?.stepSize;
  const sellable = stepSize === undefined ? held : floorToStep(held, stepSize);
  const { liveStops } = state.orders.protectionOf(symbol);
  return liveStops.reduce((sum, stop) => add(sum, stop.remainingQuantity), ZERO_QUANTITY).gte(sellable);
}
