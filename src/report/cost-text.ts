import type { Language } from '../domain/chat-message.ts';
import type { UsdAmount } from '../domain/decimal.ts';
import { countText } from './format-number.ts';
import { usdText } from './usd-text.ts';

/** What calls of models cost. `costUsd` is that of the calls whose price is known; the others are counted. */
export interface CallsCost {
  readonly costUsd: UsdAmount;
  readonly unpricedCalls: number;
}

const EN = { call: 'call', unknown: (calls: string) => `${calls} of unknown cost` };

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What is known of a cost, and how much of it is not: `0.42 USD`, `2 calls of unknown cost`, `0.42 USD + 2 calls of unknown cost`. */
export function costText({ costUsd, unpricedCalls }: CallsCost, language: Language): string {
  if (unpricedCalls === 0) return usdText(costUsd);
  const words = WORDS[language];
  const unknown = words.unknown(countText(unpricedCalls, words.call));
  return costUsd.isZero() ? unknown : `${usdText(costUsd)} + ${unknown}`;
}
