import type { Regime, SeriesFacts } from '../domain/market-data-set.ts';

/** From this multiple of the usual day on, days are wide. On the five default markets that was one day in seven from 2020 to 2024. */
const WIDE_RATIO_MIN = 1.5;
const EFFICIENCY_PERIOD = 30;
/** A random walk of 30 steps has about 0.18; from this on a market was going somewhere: about one day in four. */
const EFFICIENCY_MIN = 0.25;

/**
 * How the market moves, by its days: `volatile` when ATR14, as a fraction of the close, is at least 1.5 times the median true range of
 * the shown days, each as a fraction of its close; else `trending` when the way from the close 30 days ago to the newest is at least a
 * quarter of all the daily steps between them (Kaufman's efficiency ratio); else `ranging`.
 * @returns null while ATR14 is, or 31 days are not shown.
 */
export function regimeOf(days: SeriesFacts): Regime | null {
  const { atr14 } = days.indicators;
  if (atr14 === null || days.length <= EFFICIENCY_PERIOD) return null;
  const newest = days.candleAt(days.length - 1);
  if (atr14 / newest.close >= WIDE_RATIO_MIN * medianRangeFraction(days)) return 'volatile';
  return efficiency(days) >= EFFICIENCY_MIN ? 'trending' : 'ranging';
}

function medianRangeFraction(days: SeriesFacts): number {
  const fractions: number[] = [];
  for (let index = 1; index < days.length; index += 1) {
    const previousClose = days.candleAt(index - 1).close;
    const { high, low, close } = days.candleAt(index);
    fractions.push((Math.max(high, previousClose) - Math.min(low, previousClose)) / close);
  }
  fractions.sort((one, other) => one - other);
  const middle = fractions.length >> 1;
  const upper = fractions[middle] ?? Number.NaN;
  return fractions.length % 2 === 1 ? upper : (upper + (fractions[middle - 1] ?? Number.NaN)) / 2;
}

/** 0 for a market that came back to where it was or never moved, 1 for one that only went one way. */
function efficiency(days: SeriesFacts): number {
  const first = days.length - 1 - EFFICIENCY_PERIOD;
  let steps = 0;
  for (let index = first + 1; index < days.length; index += 1)
    steps += Math.abs(days.candleAt(index).close - days.candleAt(index - 1).close);
  const way = Math.abs(days.candleAt(days.length - 1).close - days.candleAt(first).close);
  return steps === 0 ? 0 : way / steps;
}
