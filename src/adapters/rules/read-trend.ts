import type { MarketFacts } from '../../domain/market-data-set.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';

/** The numbers that the rules look at. */
export interface Trend {
  readonly symbol: MarketSymbol;
  readonly price: number;
  readonly dailyClose: number;
  readonly dailyMa20: number;
  readonly dailyMa50: number;
  readonly dailyMacdHistogram: number;
  readonly dailyAtr: number;
  readonly fourHourRsi: number;
  readonly fourHourMa50: number;
  readonly fourHourAtr: number;
}

/** Picks the numbers out of what is known of a market. @returns why there is no reading when the data is unsound or too short. */
export function readTrend(market: MarketFacts): Trend | string {
  const [problem] = market.problems;
  if (problem !== undefined) return problem;
  const daily = market.series['1d'];
  const fourHour = market.series['4h'];
  const { ma20, ma50, macd, atr14 } = daily.indicators;
  const { rsi14: fourHourRsi, ma50: fourHourMa50, atr14: fourHourAtr } = fourHour.indicators;
  if (daily.length === 0 || ma20 === null || ma50 === null || macd === null || atr14 === null) return 'too few daily candles';
  if (fourHourRsi === null || fourHourMa50 === null || fourHourAtr === null) return 'too few 4h candles';
  return {
    symbol: market.symbol,
    price: market.close,
    dailyClose: daily.candleAt(daily.length - 1).close,
    dailyMa20: ma20,
    dailyMa50: ma50,
    dailyMacdHistogram: macd.histogram,
    dailyAtr: atr14,
    fourHourRsi,
    fourHourMa50,
    fourHourAtr,
  };
}
