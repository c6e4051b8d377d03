import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, isoTime, MINUTE_MS, minuteText, SECOND_MS } from '../domain/time.ts';

/** `2024-01-31 14:00 UTC`. */
export function utcText(at: EpochMs): string {
  return `${minuteText(at)} UTC`;
}

/** `14:00 UTC`, where the day is clear. */
export function utcClockText(at: EpochMs): string {
  return `${isoTime(at).slice(11, 16)} UTC`;
}

/** A span in its two largest units: `850 ms`, `45 s`, `12 min`, `3 h 05 min`, `2 d 4 h`. */
export function durationText(durationMs: DurationMs): string {
  if (durationMs < SECOND_MS) return `${Math.round(durationMs)} ms`;
  if (durationMs < MINUTE_MS) return `${Math.floor(durationMs / SECOND_MS)} s`;
  if (durationMs < HOUR_MS) return `${Math.floor(durationMs / MINUTE_MS)} min`;
  if (durationMs < DAY_MS)
    return `${Math.floor(durationMs / HOUR_MS)} h${remainder(durationMs % HOUR_MS, { unitMs: MINUTE_MS, name: 'min', digits: 2 })}`;
  return `${Math.floor(durationMs / DAY_MS)} d${remainder(durationMs % DAY_MS, { unitMs: HOUR_MS, name: 'h', digits: 1 })}`;
}

function remainder(
  restMs: DurationMs,
  unit: { readonly unitMs: DurationMs; readonly name: string; readonly digits: number },
): string {
  const count = Math.floor(restMs / unit.unitMs);
  return count === 0 ? '' : ` ${String(count).padStart(unit.digits, '0')} ${unit.name}`;
}
