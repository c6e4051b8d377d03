import type { Language } from '../domain/chat-message.ts';
import type { Mode } from '../domain/control-state.ts';
import type { SessionBudget } from '../domain/session-budget.ts';
import { percentText } from './format-number.ts';

const EN = {
  held: "The day's budget is used up: no model was asked and everything is held.",
  used: (percent: string) => `${percent} of the day's budget was used`,
  instead: (mode: Mode, modeInForce: Mode) => `mode ${mode} instead of ${modeInForce}`,
  model: (model: string) => `model ${model} for every agent`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What the day's budget changed in a session that ran in `mode`, as one sentence; null where it changed nothing. */
export function explainSessionBudget(
  { mode, budget }: { readonly mode: Mode; readonly budget?: SessionBudget | undefined },
  language: Language,
): string | null {
  if (budget === undefined) return null;
  const words = WORDS[language];
  const { stage, modeInForce, model } = budget;
  if (stage === 'hold') return words.held;
  const changes = [
    ...(mode === modeInForce ? [] : [words.instead(mode, modeInForce)]),
    ...(model === null ? [] : [words.model(model)]),
  ];
  return changes.length === 0 ? null : `${words.used(wholePercent(budget.usedFraction))}: ${changes.join(', ')}.`;
}

/** Cut, not rounded: 100 % is only what is used up. */
function wholePercent(fraction: number): string {
  return percentText(Math.floor(fraction * 100) / 100);
}
