import type { Candle } from '../../domain/candle.ts';
import type { CandlePattern } from '../../domain/key-candle.ts';

/** How many bodies before a candle its own is compared with; a candle with fewer before it has no pattern. */
const BODY_PERIOD = 10;
/** How many candles back the move is measured that a hammer ends downwards and a shooting star upwards. */
const TREND_PERIOD = 5;

/** The parts of a candle, in the unit of its price. */
interface Anatomy {
  readonly range: number;
  readonly body: number;
  readonly upperShadow: number;
  readonly lowerShadow: number;
  readonly isRising: boolean;
  readonly averageBody: number;
  /** The five closes before, as a fraction: positive after a rise. */
  readonly moveBefore: number;
}

/** In this order: the first that fits is the candle's pattern. */
const PATTERNS: readonly (readonly [CandlePattern, (anatomy: Anatomy) => boolean])[] = [
  ['Doji', ({ body, range }) => body <= 0.1 * range],
  [
    'Hammer',
    ({ body, range, upperShadow, lowerShadow, moveBefore }) =>
      lowerShadow >= 2 * body && upperShadow <= 0.1 * range && moveBefore < 0,
  ],
  [
    'Shooting Star',
    ({ body, range, upperShadow, lowerShadow, moveBefore }) =>
      upperShadow >= 2 * body && lowerShadow <= 0.1 * range && moveBefore > 0,
  ],
  ['Strong Bull', (anatomy) => isStrong(anatomy) && anatomy.isRising],
  ['Strong Bear', (anatomy) => isStrong(anatomy) && !anatomy.isRising],
];

/**
 * The candlestick pattern of the candle at `index`; null when it has none, or fewer than ten candles before it.
 * No pattern asks for a gap between candles: this market trades around the clock and has none.
 * @see S. Nison, Japanese Candlestick Charting Techniques
 */
export function namePattern(candles: readonly Candle[], index: number): CandlePattern | null {
  const anatomy = anatomyOf(candles, index);
  if (anatomy === null) return null;
  return PATTERNS.find(([, fits]) => fits(anatomy))?.[0] ?? null;
}

function isStrong({ body, range, averageBody }: Anatomy): boolean {
  return body >= 0.7 * range && body >= 1.5 * averageBody;
}

function anatomyOf(candles: readonly Candle[], index: number): Anatomy | null {
  const candle = candles[index];
  const newestBefore = candles[index - 1];
  const oldestBefore = candles[index - 1 - TREND_PERIOD];
  if (candle === undefined || newestBefore === undefined || oldestBefore === undefined || index < BODY_PERIOD) return null;
  const { open, high, low, close } = candle;
  if (high === low) return null;
  const bodies = candles.slice(index - BODY_PERIOD, index).map((before) => Math.abs(before.close - before.open));
  return {
    range: high - low,
    body: Math.abs(close - open),
    upperShadow: high - Math.max(open, close),
    lowerShadow: Math.min(open, close) - low,
    isRising: close > open,
    averageBody: bodies.reduce((sum, body) => sum + body, 0) / BODY_PERIOD,
    moveBefore: newestBefore.close / oldestBefore.close - 1,
  };
}
