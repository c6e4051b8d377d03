import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Mode, Venue } from '../../domain/control-state.ts';
import { badge, button, headline, line, message } from '../message-blocks.ts';
import { modeMeaning } from '../names.ts';

const EN = {
  mode: (mode: Mode) => `Mode: ${mode}`,
  onlyOne: 'No other mode is available.',
  nextSession: 'A change counts from the next session on.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Which models deliberate and how, and what else can be chosen. */
export function modeReport(
  input: { readonly venue: Venue; readonly current: Mode; readonly available: readonly Mode[] },
  language: Language,
): ChatMessage {
  const { venue, current, available } = input;
  const words = WORDS[language];
  const others = available.filter((mode) => mode !== current);
  const blocks = [
    headline({ icon: '🧠', tone: 'neutral', texts: [words.mode(current)] }),
    badge({ venue, about: [] }, language),
    ...available.map((mode) => line(`${mode === current ? '●' : '○'} ${mode}: ${modeMeaning(mode, language)}`)),
    line(others.length === 0 ? words.onlyOne : words.nextSession),
  ];
  return message(blocks, { buttons: others.map((mode) => [button(mode, 'mode', mode)]), urgency: 'silent' });
}
