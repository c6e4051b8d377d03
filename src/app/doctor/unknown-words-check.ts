import type { DoctorCheck } from '../../report/doctor-text.ts';

/** Words of the exchange that Steward does not know; no check where there are none. */
export function unknownWordsCheck(name: string, words: readonly string[]): readonly DoctorCheck[] {
  if (words.length === 0) return [];
  const text = `Binance names what this version does not know, and does not use: ${words.join(', ')}`;
  return [{ name, state: 'warning', text, fix: 'nothing breaks by it; look for a newer version of Steward' }];
}
