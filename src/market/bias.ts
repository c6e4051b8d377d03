import type { Bias, IndicatorValues } from '../domain/market-data-set.ts';

/**
 * Where the indicators point, by the majority of four signs: the price above or below the daily MA50, the daily MA20 above or below the
 * daily MA50, the daily MACD histogram above or below 0, the price above or below the MA50 of 4h. At least three up: upward; at least
 * three down: downward; two against two: neutral. A value exactly on its mark counts as neither.
 * @returns null when one of the indicators is.
 */
export function biasOf({
  price,
  daily,
  fourHourly,
}: {
  readonly price: number;
  readonly daily: IndicatorValues;
  readonly fourHourly: IndicatorValues;
}): Bias | null {
  const { ma20, ma50, macd } = daily;
  if (ma20 === null || ma50 === null || macd === null || fourHourly.ma50 === null) return null;
  const signs = [price - ma50, ma20 - ma50, macd.histogram, price - fourHourly.ma50].map(Math.sign);
  if (signs.filter((sign) => sign > 0).length >= 3) return 'upward';
  return signs.filter((sign) => sign < 0).length >= 3 ? 'downward' : 'neutral';
}
