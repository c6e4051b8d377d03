import fc from 'fast-check';
import type { Candle } from '../../../src/domain/candle.ts';
import { DAY_MS } from '../../../src/domain/time.ts';

const DAY_ONE = Date.UTC(2024, 0, 1);

export type DayParts = Omit<Candle, 'openedAt'>;

/** Days in a row from 2024-01-01 on. */
export function days(parts: readonly DayParts[]): readonly Candle[] {
  return parts.map((part, index) => ({ openedAt: DAY_ONE + index * DAY_MS, ...part }));
}

/** A day that opens and closes at one price, a little above its low and below its high. */
export function calmDay(close: number): DayParts {
  return { open: close, high: close * 1.01, low: close * 0.99, close, volume: 100 };
}

/** A day that never moves. */
export function stillDay(price: number): DayParts {
  return { open: price, high: price, low: price, close: price, volume: 0 };
}

/** Half a year of anything that candles can do: quiet days, wild ones, days without any trade. */
export function dayWindows({ minLength = 180, maxLength = 180 } = {}): fc.Arbitrary<readonly Candle[]> {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const day = fc.record({
    move: fc.oneof(fc.double({ min: -0.1, max: 0.1, noNaN: true }), fc.constant(0)),
    above: share,
    below: share,
    volume: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(0), fc.constant(500)),
  });
  return fc.array(day, { minLength, maxLength }).map((moves) => {
    let open = 100;
    return days(
      moves.map(({ move, above, below, volume }) => {
        const close = priced(open * Math.exp(move));
        const part = {
          open,
          high: priced(Math.max(open, close) * (1 + above * 0.03)),
          low: priced(Math.min(open, close) * (1 - below * 0.03)),
          close,
          volume,
        };
        open = close;
        return part;
      }),
    );
  });
}

/** Prices have few digits: two of them are equal, or clearly not. */
function priced(value: number): number {
  return Number(value.toPrecision(7));
}
