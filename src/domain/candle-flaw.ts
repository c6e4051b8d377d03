import type { Candle } from './candle.ts';
import { type EpochMs, hourStart } from './time.ts';

/** 2100-01-01. A time far beyond it is one in microseconds. */
const OPENED_AT_MAX: EpochMs = Date.UTC(2100, 0, 1);
/** 2009-01-03: before it there was no Bitcoin. A time near 1970 is one in seconds. */
const OPENED_AT_MIN: EpochMs = Date.UTC(2009, 0, 3);

/**
 * Why an hourly candle cannot be true, as words that follow "candle"; null when it can.
 * The order of candles among each other is the business of whoever keeps them.
 */
export function hourlyCandleFlaw({ openedAt, open, high, low, close, volume }: Candle): string | null {
  if (!Number.isFinite(openedAt)) return 'has no opening time';
  if (openedAt > OPENED_AT_MAX) return `opens at ${openedAt}, which looks like microseconds instead of milliseconds`;
  if (openedAt < OPENED_AT_MIN) return `opens at ${openedAt}, which looks like seconds instead of milliseconds`;
  if (openedAt !== hourStart(openedAt)) return `opens at ${openedAt}, which is not on the hour`;
  if (!(isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close))) {
    return `has a price that is not above 0 (open ${open}, high ${high}, low ${low}, close ${close})`;
  }
  if (!(Number.isFinite(volume) && volume >= 0)) return `has a volume of ${volume}`;
  if (high < low) return `has a high of ${high} below its low of ${low}`;
  if (high < open || high < close) return `has a high of ${high} below its open of ${open} or close of ${close}`;
  if (low > open || low > close) return `has a low of ${low} above its open of ${open} or close of ${close}`;
  return null;
}

/** False for a time that cannot be one of a candle's, whatever else the candle says. */
export function isCandleTime(openedAt: number): boolean {
  return openedAt >= OPENED_AT_MIN && openedAt <= OPENED_AT_MAX;
}

function isPrice(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
