import type { Candle } from '../../src/domain/candle.ts';
import { price } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { generatedCandles } from './generated-candles.ts';

/** Where invented candles begin: about what the coins cost. */
export const FIRST_PRICES: Readonly<Record<MarketSymbol, number>> = {
  BTCUSDT: 60_000,
  ETHUSDT: 3_000,
  BNBUSDT: 500,
  ADAUSDT: 0.5,
  SOLUSDT: 150,
};

/** A random walk on the market's ticks: what is stored is what the trades of the hour add up to. */
export function candlesOnTicks(
  symbol: MarketSymbol,
  walk: { readonly seed: number; readonly from: EpochMs; readonly count: number },
): readonly Candle[] {
  const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [symbol] });
  const onTick = (value: number) =>
    price(value)
      .toNearest(instrument?.tickSize ?? 1)
      .toNumber();
  return generatedCandles({ ...walk, firstPrice: FIRST_PRICES[symbol] ?? 1 }).map((candle) => ({
    ...candle,
    open: onTick(candle.open),
    high: onTick(candle.high),
    low: onTick(candle.low),
    close: onTick(candle.close),
  }));
}
