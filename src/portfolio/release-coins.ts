import { add, type Quantity, type QuoteAmount, subtract } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { RoundTrip } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';
import { type Holding, type LedgerState, type LedgerStep, quantityIn, withQuantity } from './ledger-state.ts';
import { takeOldest } from './lots.ts';

export interface ReleasedCoins {
  readonly symbol: MarketSymbol;
  readonly quantity: Quantity;
  /** What came in for them, net of commission; zero for a loss without a sale. `at-cost` neither gains nor loses. */
  readonly proceeds: QuoteAmount | 'at-cost';
  /** `sale` and `stop` are sales; `other` leaves open what the newest sale was. */
  readonly how: 'sale' | 'stop' | 'other';
  readonly at: EpochMs;
}

/** Takes coins out of the oldest lots and realises the difference. What is not there is remembered as oversold, never a negative quantity. */
export function releaseCoins(state: LedgerState, coins: ReleasedCoins): LedgerStep & { readonly cost: QuoteAmount } {
  const holding = state.holdings.get(coins.symbol);
  const taken = takeOldest(holding?.lots ?? [], coins.quantity);
  const gain = subtract(coins.proceeds === 'at-cost' ? taken.cost : coins.proceeds, taken.cost);
  const owed = quantityIn(state.oversold, coins.symbol);
  const settled: LedgerState = {
    ...state,
    realisedPnl: add(state.realisedPnl, gain),
    oversold: withQuantity(state.oversold, coins.symbol, add(owed, taken.missing)),
  };
  if (holding === undefined) return { state: settled, closed: [], cost: taken.cost };

  const after: Holding = {
    ...holding,
    lots: taken.rest,
    realisedPnl: add(holding.realisedPnl, gain),
    lastSoldByStop: coins.how === 'other' ? holding.lastSoldByStop : coins.how === 'stop',
  };
  const holdings = new Map(state.holdings);
  if (taken.rest.length > 0) holdings.set(coins.symbol, after);
  else holdings.delete(coins.symbol);
  return {
    state: { ...settled, holdings },
    closed: taken.rest.length > 0 ? [] : [roundTripOf(after, coins.at)],
    cost: taken.cost,
  };
}

function roundTripOf(holding: Holding, closedAt: EpochMs): RoundTrip {
  return {
    symbol: holding.symbol,
    openedAt: holding.openedAt,
    closedAt,
    pnl: holding.realisedPnl,
    costBasis: holding.boughtCost,
    endedByStop: holding.lastSoldByStop,
  };
}
