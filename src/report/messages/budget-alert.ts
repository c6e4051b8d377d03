import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { percentText } from '../format-number.ts';
import { tokensText } from '../format-usage.ts';
import { line } from '../message-blocks.ts';
import { amountLabel } from '../message-number.ts';
import type { ToldAlert } from './told-alert.ts';

type AlertFacts = FactOf<'alert-raised'>['facts'];

const EN = {
  economy: (percent: string) => `${percent} of the day's budget is used`,
  hold: "The day's budget is used up",
  used: (amounts: readonly string[]) => `Used today: ${amounts.join(', ')}.`,
  usd: (used: string, max: string) => `${used} of ${max} USD`,
  tokens: (used: string, max: string) => `${used} of ${max} tokens`,
  calls: (used: string, max: string) => `${used} of ${max} calls`,
  refused: 'What is left did not carry a call that a session wanted to make.',
  cheaper: (how: string) => `Sessions that begin now use ${how}, until the next UTC day or a higher limit. /mode stays as it is.`,
  mode: (mode: string) => `mode ${mode}`,
  model: (model: string) => `model ${model}`,
  and: ' with ',
  unchanged: 'Sessions go on as before until it is used up: no cheaper mode or model is configured.',
  held: 'No model is asked until the next UTC day or a higher limit: everything is held. Stops and /close go on.',
  names: new Map([
    ['budget-economy', 'the low budget of the day'],
    ['budget-hold', 'the used-up budget of the day'],
  ]),
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** That sessions become cheaper or hold, since most or all of what models may use up today is used. Null for another alert. */
export function budgetAlert({ key, facts }: FactOf<'alert-raised'>, language: Language): ToldAlert | null {
  const words = WORDS[language];
  if (!words.names.has(key)) return null;
  const isHold = key === 'budget-hold';
  return {
    titles: [isHold ? words.hold : words.economy(percentText(Math.floor(Number(facts['usedFraction'] ?? 1) * 100) / 100))],
    blocks: [
      line(words.used(usedTexts(facts, language))),
      ...(facts['cause'] === 'refused' ? [line(words.refused)] : []),
      line(isHold ? words.held : cheaperText(facts, language)),
    ],
  };
}

/** The alert in half a sentence, to say that it is over. Null for another alert. */
export function budgetAlertName(key: string, language: Language): string | null {
  return WORDS[language].names.get(key) ?? null;
}

function usedTexts(facts: AlertFacts, language: Language): readonly string[] {
  const words = WORDS[language];
  const of = (name: string) => Number(facts[name] ?? 0);
  return [
    words.usd(amountLabel(of('costUsd')), amountLabel(of('dayUsdMax'))),
    words.tokens(tokensText(of('tokens')), tokensText(of('dayTokensMax'))),
    words.calls(String(of('calls')), String(of('dayCallsMax'))),
  ];
}

function cheaperText({ economyMode = 'none', economyModel = 'auto' }: AlertFacts, language: Language): string {
  const words = WORDS[language];
  const how = [
    ...(economyMode === 'none' ? [] : [words.mode(economyMode)]),
    ...(economyModel === 'auto' ? [] : [words.model(economyModel)]),
  ];
  return how.length === 0 ? words.unchanged : words.cheaper(how.join(words.and));
}
