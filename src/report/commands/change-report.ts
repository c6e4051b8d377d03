import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { type Change, changeLook, changeMeaning, changeTitle } from '../messages/change-message.ts';

const EN = {
  done: 'Done.',
  unchanged: 'That is as it was.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The direct answer to a command that sets something: what holds now, and what still runs. */
export function changeReport(input: { readonly venue: Venue; readonly change: Change }, language: Language): ChatMessage {
  const { venue, change } = input;
  const words = WORDS[language];
  const blocks = [
    headline({ ...changeLook(change), texts: [changeTitle(change, language)] }),
    badge({ venue, about: [] }, language),
    ...changeMeaning(change, language).map(line),
    line(change.from === change.to ? words.unchanged : words.done),
  ];
  return message(blocks, { urgency: 'silent' });
}
