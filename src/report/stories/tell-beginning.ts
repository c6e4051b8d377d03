import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { explainSessionBudget } from '../explain-session-budget.ts';
import { utcText } from '../format-time.ts';
import { storyWords } from './story-words.ts';

/** When, why and in which mode a session began, and what the day's budget changed in that. */
export function tellBeginning(fact: FactOf<'session-started'>, language: Language): readonly string[] {
  const began = storyWords(language).began(utcText(fact.slotAt), fact.trigger, fact.mode);
  const budget = explainSessionBudget(fact, language);
  return budget === null ? [began] : [began, budget];
}
