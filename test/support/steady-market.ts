import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import type { GeneratedMarket } from '../../src/simulator/generated-market.ts';

const PRICES: Readonly<Record<MarketSymbol, number>> = {
  BTCUSDT: 40_000,
  ETHUSDT: 2_000,
  BNBUSDT: 300,
  ADAUSDT: 0.5,
  SOLUSDT: 100,
};
const AMPLE_VOLUME = 1_000_000;

/** A market that stands still except where a test moves it. */
export interface SteadyMarket extends GeneratedMarket {
  /** Lets the price of a symbol change to this multiple of its usual one within the hour that opens at `from`, and stay there. */
  shift(symbol: MarketSymbol, change: { readonly from: EpochMs; readonly factor: number }): void;
}

export function steadyMarket({ from, until }: { readonly from: EpochMs; readonly until: EpochMs }): SteadyMarket {
  const shifts: { readonly symbol: MarketSymbol; readonly from: EpochMs; readonly factor: number }[] = [];
  const priceBefore = (symbol: MarketSymbol, at: EpochMs): number => {
    const shift = shifts.findLast((candidate) => candidate.symbol === symbol && candidate.from < at);
    return (PRICES[symbol] ?? 1) * (shift?.factor ?? 1);
  };
  return {
    symbols: DEFAULT_SYMBOLS,
    from,
    until,
    candleAt(symbol, openedAt) {
      if (openedAt < from || openedAt >= until || PRICES[symbol] === undefined) return null;
      const open = priceBefore(symbol, openedAt);
      const close = priceBefore(symbol, openedAt + HOUR_MS);
      return { openedAt, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: AMPLE_VOLUME };
    },
    shift: (symbol, change) => {
      shifts.push({ symbol, ...change });
    },
  };
}
