import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';

/** The exchange's candle intervals; the length of a month is not fixed. */
export const INTERVALS = {
  '1s': SECOND_MS,
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '4h': 4 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '8h': 8 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1d': DAY_MS,
  '3d': 3 * DAY_MS,
  '1w': 7 * DAY_MS,
  '1M': null,
} as const satisfies Readonly<Record<string, DurationMs | null>>;

export type Interval = keyof typeof INTERVALS;

/** 1970 began on a Thursday; weeks begin on Monday. */
const FIRST_MONDAY = 4 * DAY_MS;

export function isInterval(text: string): text is Interval {
  return Object.hasOwn(INTERVALS, text);
}

/** When the candle that holds `at` opened, where days begin `offsetMs` before those of UTC. */
export function bucketStart(at: EpochMs, interval: Interval, offsetMs: DurationMs = 0): EpochMs {
  const local = at + offsetMs;
  const length = INTERVALS[interval];
  if (length === null) {
    const date = new Date(local);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) - offsetMs;
  }
  const origin = interval === '1w' ? FIRST_MONDAY : 0;
  return Math.floor((local - origin) / length) * length + origin - offsetMs;
}

export function nextBucket(openedAt: EpochMs, interval: Interval, offsetMs: DurationMs = 0): EpochMs {
  const length = INTERVALS[interval];
  if (length !== null) return openedAt + length;
  const date = new Date(openedAt + offsetMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - offsetMs;
}

/** `-1:00`, `05:45`, `0`, `8`: the distance from UTC; null for what is none, or beyond −12:00 and +14:00. */
export function parseTimeZone(text: string): DurationMs | null {
  const match = /^([+-]?)(\d{1,2})(?::([0-5]\d))?$/.exec(text);
  if (match === null) return null;
  const [, sign, hours, minutes = '0'] = match;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
  return offset < -12 * HOUR_MS || offset > 14 * HOUR_MS ? null : offset;
}
