import type { Language } from '../../domain/chat-message.ts';
import { add, quoteAmount, ZERO_QUOTE } from '../../domain/decimal.ts';
import type { AgentUsage, FactOf } from '../../domain/journal-entry.ts';
import { countText, usdtText } from '../format-number.ts';
import { durationText } from '../format-time.ts';
import { callsCostText, usageText } from '../format-usage.ts';

const EN = {
  call: 'call',
  models: (calls: string, usage: string, cost: string) => `Models: ${calls}, ${usage}, ${cost}.`,
  model: (who: string, calls: string, usage: string, cost: string, time: string) =>
    `${who}: ${calls} in ${time}, ${usage}, ${cost}.`,
  estimated: (calls: string) => `Of ${calls} the usage is an upper estimate, since the vendor told none.`,
  commissions: (amount: string) => `Commissions: ${amount}.`,
  unknown: 'of unknown value',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What a session has cost: all of its calls in one line, then each model where there are several, then the commissions of its trades. */
export function tellCosts(
  costs: { readonly calls: readonly FactOf<'model-called'>[]; readonly fills: readonly FactOf<'fill-booked'>[] },
  language: Language,
): readonly string[] {
  return [...tellModels(costs.calls, language), ...tellCommissions(costs.fills, language)];
}

function tellModels(calls: readonly FactOf<'model-called'>[], language: Language): readonly string[] {
  const words = WORDS[language];
  if (calls.length === 0) return [];
  const names = [...new Set(calls.map(({ provider, model }) => `${provider} ${model}`))];
  const models = names.map((name) => {
    const own = calls.filter(({ provider, model }) => `${provider} ${model}` === name);
    const time = durationText(own.reduce((sum, { durationMs }) => sum + durationMs, 0));
    return words.model(name, countText(own.length, words.call), usageText(sumOf(own)), callsCostText(own, language), time);
  });
  const estimated = calls.filter(({ usageEstimated }) => usageEstimated).length;
  return [
    words.models(countText(calls.length, words.call), usageText(sumOf(calls)), callsCostText(calls, language)),
    ...models,
    ...(estimated === 0 ? [] : [words.estimated(countText(estimated, words.call))]),
  ];
}

function sumOf(calls: readonly FactOf<'model-called'>[]): AgentUsage {
  const total = (key: keyof AgentUsage) => calls.reduce((sum, { usage }) => sum + usage[key], 0);
  return {
    inputTokens: total('inputTokens'),
    outputTokens: total('outputTokens'),
    cacheReadTokens: total('cacheReadTokens'),
    cacheWriteTokens: total('cacheWriteTokens'),
  };
}

function tellCommissions(fills: readonly FactOf<'fill-booked'>[], language: Language): readonly string[] {
  const words = WORDS[language];
  if (fills.length === 0) return [];
  const known = fills.reduce((sum, { feeValue }) => (feeValue === null ? sum : add(sum, quoteAmount(feeValue))), ZERO_QUOTE);
  const unknown = fills.filter(({ feeValue }) => feeValue === null).length;
  const rest = unknown === 0 ? '' : `, ${unknown} ${words.unknown}`;
  return [words.commissions(`${usdtText(known)}${rest}`)];
}
