import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { DurationMs } from '../../domain/time.ts';
import { durationText } from '../format-time.ts';
import { headline, line, message } from '../message-blocks.ts';

const EN = {
  back: (time: string) => `Back after ${time}`,
  meanwhile:
    'This chat could not be reached. What happened meanwhile follows in its order; answers to what you said then may be missing.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Stands before what could not be told while the chat was out of reach. */
export function outageMessage({ downMs }: { readonly downMs: DurationMs }, language: Language): ChatMessage {
  const words = WORDS[language];
  return message([headline({ icon: '📡', tone: 'attention', texts: [words.back(durationText(downMs))] }), line(words.meanwhile)]);
}
