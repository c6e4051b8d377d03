import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { badge, headline, line, message } from '../message-blocks.ts';

const EN = {
  started: { title: 'A session has started', next: 'Its report follows when it is done.' },
  'already-running': { title: 'A session is running already', next: 'Its report follows; no second one is started.' },
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The direct answer to a person who wants a session now. */
export function runReport(
  input: { readonly venue: Venue; readonly result: 'started' | 'already-running' },
  language: Language,
): ChatMessage {
  const { title, next } = WORDS[language][input.result];
  const blocks = [
    headline({ icon: '🧠', tone: 'neutral', texts: [title] }),
    badge({ venue: input.venue, about: [] }, language),
    line(next),
  ];
  return message(blocks, { urgency: 'silent' });
}
