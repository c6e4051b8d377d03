import type { Candle } from '../../src/domain/candle.ts';
import { type EpochMs, HOUR_MS } from '../../src/domain/time.ts';

/** A random walk of hourly candles without gaps: the same seed gives the same candles. */
export function generatedCandles({
  seed,
  from,
  count,
  firstPrice = 100,
}: {
  readonly seed: number;
  readonly from: EpochMs;
  readonly count: number;
  readonly firstPrice?: number;
}): readonly Candle[] {
  const random = seededRandom(seed);
  const candles: Candle[] = [];
  let open = firstPrice;
  for (let index = 0; index < count; index += 1) {
    const close = rounded(open * (1 + (random() - 0.5) * 0.03));
    const high = rounded(Math.max(open, close) * (1 + random() * 0.01));
    const low = rounded(Math.min(open, close) * (1 - random() * 0.01));
    candles.push({ openedAt: from + index * HOUR_MS, open, high, low, close, volume: rounded(10 + random() * 990) });
    open = close;
  }
  return candles;
}

/** Numbers in [0, 1): the Mulberry32 generator. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
