import { type EpochMs, isoDate } from '../domain/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov10`. Half a year has no day twice, and this is how a date costs a model least. */
export function dayText(at: EpochMs): string {
  const [, month, day] = isoDate(at).split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1] ?? ''}${day ?? ''}`;
}
