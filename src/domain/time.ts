/** An instant in UTC, milliseconds since 1970. */
export type EpochMs = number;
/** A span of time in milliseconds. */
export type DurationMs = number;

export const SECOND_MS: DurationMs = 1_000;
export const MINUTE_MS: DurationMs = 60_000;
export const HOUR_MS: DurationMs = 3_600_000;
export const DAY_MS: DurationMs = 86_400_000;

/** The start of the UTC hour that holds `at`: the slot of an hourly session. */
export function hourStart(at: EpochMs): EpochMs {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** The start of the UTC day that holds `at`. */
export function dayStart(at: EpochMs): EpochMs {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** `2024-01-31T14:00:00.000Z`. */
export function isoTime(at: EpochMs): string {
  return new Date(at).toISOString();
}

/** `2024-01-31`. */
export function isoDate(at: EpochMs): string {
  return isoTime(at).slice(0, 10);
}

/** `2024-01-31 14:00`, UTC. */
export function minuteText(at: EpochMs): string {
  return `${isoDate(at)} ${isoTime(at).slice(11, 16)}`;
}

/**
 * Reads `2024-01-31`, `2024-01-31T14:00` or a full ISO time; a text without a zone is UTC.
 * @returns null for anything that is no such date, days that do not exist (2024-02-30) included.
 */
export function parseUtc(text: string): EpochMs | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z)?)?$/.exec(text.trim());
  if (match === null) return null;
  const [, day, minute = '00:00', second = '00', fractionText = '0'] = match;
  const at = Date.parse(`${day}T${minute}:${second}.${fractionText.padEnd(3, '0')}Z`);
  return Number.isNaN(at) || isoDate(at) !== day ? null : at;
}
