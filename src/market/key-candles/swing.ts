import type { Candle } from '../../domain/candle.ts';
import { type RankedCandle, rankByScore, type ScoredCandle } from './ranked-candle.ts';

/** How many candles on each side a swing's high (low) must strictly exceed (undercut). */
const FRACTAL_SIDE = 2;

/**
 * S: strict five-candle fractals, by their topographic prominence in the logarithm of the price: how far the market had to come back
 * from a high, on the side where it came back less, before it went higher still. A candle that is both high and low has the larger one.
 * @see B. Williams, Trading Chaos (fractals); the definition of prominence is that of mountains.
 */
export function rankSwings(candles: readonly Candle[]): readonly RankedCandle[] {
  const upright = { tops: candles.map(({ high }) => Math.log(high)), bottoms: candles.map(({ low }) => Math.log(low)) };
  const upsideDown = { tops: upright.bottoms.map(negated), bottoms: upright.tops.map(negated) };
  const swings: ScoredCandle[] = [];
  for (let index = FRACTAL_SIDE; index < candles.length - FRACTAL_SIDE; index += 1) {
    const high = isPeak(upright.tops, index) ? prominence(upright, index) : 0;
    const low = isPeak(upsideDown.tops, index) ? prominence(upsideDown, index) : 0;
    if (high > 0 || low > 0) swings.push({ index, score: Math.max(high, low), notablePrices: [high >= low ? 'high' : 'low'] });
  }
  return rankByScore(swings);
}

/** Logarithms of the prices; upside down for lows, so that one definition serves both. */
interface Landscape {
  readonly tops: readonly number[];
  readonly bottoms: readonly number[];
}

function isPeak(tops: readonly number[], index: number): boolean {
  const top = at(tops, index);
  for (let distance = 1; distance <= FRACTAL_SIDE; distance += 1) {
    if (at(tops, index - distance) >= top || at(tops, index + distance) >= top) return false;
  }
  return true;
}

function prominence(landscape: Landscape, index: number): number {
  const key = Math.max(saddle(landscape, { index, step: -1 }), saddle(landscape, { index, step: 1 }));
  return at(landscape.tops, index) - key;
}

/** The lowest bottom from the candle itself outward, as far as no top is higher. */
function saddle({ tops, bottoms }: Landscape, { index, step }: { readonly index: number; readonly step: 1 | -1 }): number {
  const top = at(tops, index);
  let lowest = Number.POSITIVE_INFINITY;
  for (let other = index; other >= 0 && other < tops.length && at(tops, other) <= top; other += step)
    lowest = Math.min(lowest, at(bottoms, other));
  return lowest;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}

function negated(value: number): number {
  return -value;
}
