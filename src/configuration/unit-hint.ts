import type { Setting } from './setting.ts';
import type { SettingUnit } from './setting-schemas.ts';

/** What a number may have been meant in, by how much it is too large or too small in the unit of the setting. */
const OTHER_UNITS: Readonly<Record<SettingUnit, readonly { readonly name: string; readonly factor: number }[]>> = {
  fraction: [
    { name: 'percent', factor: 1 / 100 },
    { name: 'basis points', factor: 1 / 10_000 },
  ],
  seconds: [
    { name: 'minutes', factor: 60 },
    { name: 'hours', factor: 3600 },
    { name: 'milliseconds', factor: 1 / 1000 },
  ],
  minutes: [
    { name: 'hours', factor: 60 },
    { name: 'seconds', factor: 1 / 60 },
    { name: 'milliseconds', factor: 1 / 60_000 },
  ],
  hours: [
    { name: 'days', factor: 24 },
    { name: 'minutes', factor: 1 / 60 },
    { name: 'seconds', factor: 1 / 3600 },
  ],
  quote: [],
  count: [],
  tokens: [],
  usd: [],
};

/**
 * The fix for a value that is right but written wrongly: in another unit, with a percent sign, or in quotes.
 *
 * @returns null when the value makes no sense in any way that people are known to write it.
 */
export function unitHint(setting: Setting, value: unknown): string | null {
  if (setting.unit === null) return null;
  const accepts = (number: number) => Number.isFinite(number) && setting.schema.safeParse(number).success;
  if (typeof value === 'string') {
    const written = Number(value.replace(/%$/, '').trim());
    const meant = value.endsWith('%') ? plain(written / 100) : written;
    return value.trim() !== '' && accepts(meant) ? `write ${meant}, without quotes or signs` : null;
  }
  if (typeof value !== 'number') return null;
  for (const { name, factor } of OTHER_UNITS[setting.unit]) {
    const meant = plain(value * factor);
    if (accepts(meant)) return `write ${meant} if ${value} was meant in ${name}`;
  }
  return null;
}

/** Without the last bits that a division leaves. */
function plain(number: number): number {
  return Number(number.toPrecision(12));
}
