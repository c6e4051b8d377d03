import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { SessionServices } from './session-services.ts';
import { trailedPrice } from './trail-stop.ts';
import type { TriggeredStops } from './triggered-stops.ts';

/** True for a position that cannot wait for the next audit: it has no full stop, its stop was triggered and may be stuck, or is to follow the price. */
export async function needsWatching(
  services: SessionServices,
  symbol: MarketSymbol,
  triggered: TriggeredStops,
): Promise<boolean> {
  const { state, clock, marketData } = services;
  const position = state.portfolio.position(symbol);
  if (position === null) return false;
  if (state.protection.exposedSince(position) !== null) return clock.now() >= state.refusedProtection.pausedUntil(symbol);
  if ((await trailedPrice(services, symbol)) !== null) return true;
  if (!triggered.canGetStuck(symbol)) return false;
  const mark = await marketData.fetchMark(symbol);
  return mark !== null && state.orders.protectionOf(symbol).liveStops.some(({ stopPrice }) => stopPrice.gte(mark.price));
}
