import { add, type Quantity, type QuoteAmount, smallest, subtract, ZERO_QUOTE } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import { type LedgerState, quantityIn, withQuantity } from './ledger-state.ts';
import { shareOf } from './lots.ts';

/**
 * Adds coins as a new lot. What was oversold is made good first: its proceeds are profit already, so its cost becomes a loss now.
 * `cost` is in quote and includes the commission.
 */
export function acquireCoins(
  state: LedgerState,
  coins: { readonly symbol: MarketSymbol; readonly quantity: Quantity; readonly cost: QuoteAmount; readonly at: EpochMs },
): LedgerState {
  const { symbol, quantity, cost, at } = coins;
  const owed = quantityIn(state.oversold, symbol);
  const covered = smallest(owed, quantity);
  const kept = subtract(quantity, covered);
  const keptCost = kept.isZero() ? ZERO_QUOTE : shareOf(cost, { part: kept, whole: quantity });
  const settled: LedgerState = {
    ...state,
    realisedPnl: subtract(state.realisedPnl, subtract(cost, keptCost)),
    oversold: withQuantity(state.oversold, symbol, subtract(owed, covered)),
  };
  if (kept.isZero()) return settled;

  const before = state.holdings.get(symbol);
  const lot = { openedAt: at, quantity: kept, cost: keptCost };
  const holding =
    before === undefined
      ? { symbol, openedAt: at, lots: [lot], boughtCost: keptCost, realisedPnl: ZERO_QUOTE, lastSoldByStop: false }
      : { ...before, lots: [...before.lots, lot], boughtCost: add(before.boughtCost, keptCost) };
  return { ...settled, holdings: new Map(state.holdings).set(symbol, holding) };
}
