import { decimalText, type Price } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { trailedStop } from '../execution/trailing-stop.ts';
import { isFrozen } from './frozen-markets.ts';
import type { SessionServices } from './session-services.ts';

/** Who moved the stop, in the journal. */
const BY_TRAIL = 'trail';

/** Lets the stop of a position follow the price, where the configuration asks for it: protection then moves the exchange's own. */
export async function trailStop(services: SessionServices, symbol: MarketSymbol): Promise<void> {
  const stopPrice = await trailedPrice(services, symbol);
  if (stopPrice === null) return;
  const targetPrice = services.state.portfolio.position(symbol)?.targetPrice ?? null;
  await services.state.record([
    {
      kind: 'stop-set',
      symbol,
      stopPrice: decimalText(stopPrice),
      targetPrice: targetPrice === null ? null : decimalText(targetPrice),
      by: BY_TRAIL,
    },
  ]);
}

/** Where the stop is to be moved now; null where it stays: it trails not, is not worth a step, or is not the exchange's yet. */
export async function trailedPrice(services: SessionServices, symbol: MarketSymbol): Promise<Price | null> {
  const { state, settings, instruments, marketData } = services;
  const { trail } = settings;
  const position = state.portfolio.position(symbol);
  const instrument = instruments.get(symbol);
  if (trail === null || instrument === undefined || position === null || position.stopPrice === null) return null;
  if (state.protection.exposedSince(position) !== null || isFrozen(services, symbol)) return null;
  const mark = await marketData.fetchMark(symbol);
  return mark === null ? null : trailedStop({ instrument, mark: mark.price, stopPrice: position.stopPrice, trail });
}
