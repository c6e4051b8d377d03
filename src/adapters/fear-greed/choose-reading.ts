import type { FearGreed } from '../../domain/sentiment.ts';
import { DAY_MS, type EpochMs, minuteText } from '../../domain/time.ts';

/** One value of the index, as its source published it. */
export interface FearGreedReading {
  readonly value: number;
  readonly classification: string;
  readonly publishedAt: EpochMs;
}

/** The reading of the day that `asOf` lies in: the newest one published by then, unless the next should be there and is not. */
export function chooseReading(readings: readonly FearGreedReading[], asOf: EpochMs): FearGreed {
  let newest: FearGreedReading | null = null;
  for (const reading of readings)
    if (reading.publishedAt <= asOf && reading.publishedAt >= (newest?.publishedAt ?? Number.NEGATIVE_INFINITY)) newest = reading;
  if (newest === null) return { tag: 'missing', reason: `no value was published by ${minuteText(asOf)}` };
  if (asOf - newest.publishedAt < DAY_MS) return { tag: 'known', ...newest };
  const { value, classification, publishedAt } = newest;
  return { tag: 'missing', reason: `the newest value is that of ${minuteText(publishedAt)}, ${value} (${classification})` };
}
