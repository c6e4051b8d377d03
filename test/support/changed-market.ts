import type { Candle } from '../../src/domain/candle.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { GeneratedMarket } from '../../src/simulator/generated-market.ts';

/** A market in which the candles of a symbol are others from an hour on: what comes before stays as it was. */
export interface ChangedMarket extends GeneratedMarket {
  change(
    symbol: MarketSymbol,
    how: { readonly from: EpochMs; readonly until?: EpochMs; readonly candle: (usual: Candle) => Candle | null },
  ): void;
  /** The price opens at this multiple of its usual one, without a trade in between. */
  gap(symbol: MarketSymbol, how: { readonly at: EpochMs; readonly factor: number }): void;
}

export function changedMarket(market: GeneratedMarket): ChangedMarket {
  const changes: {
    readonly symbol: MarketSymbol;
    readonly from: EpochMs;
    readonly until: EpochMs;
    readonly candle: (usual: Candle) => Candle | null;
  }[] = [];
  const change: ChangedMarket['change'] = (symbol, { from, until = Number.POSITIVE_INFINITY, candle }) => {
    changes.push({ symbol, from, until, candle });
  };
  return {
    symbols: market.symbols,
    from: market.from,
    until: market.until,
    candleAt(symbol, openedAt) {
      const usual = market.candleAt(symbol, openedAt);
      return changes
        .filter((one) => one.symbol === symbol && openedAt >= one.from && openedAt < one.until)
        .reduce<Candle | null>((candle, one) => (candle === null ? null : one.candle(candle)), usual);
    },
    change,
    gap: (symbol, { at, factor }) =>
      change(symbol, {
        from: at,
        candle: ({ openedAt, open, high, low, close, volume }) => ({
          openedAt,
          open: open * factor,
          high: high * factor,
          low: low * factor,
          close: close * factor,
          volume,
        }),
      }),
  };
}
