import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { DurationMs } from '../../domain/time.ts';
import { durationText } from '../format-time.ts';
import { headline, line, message } from '../message-blocks.ts';

const EN = {
  heldUp: (time: string) => `Messages held up for ${time}`,
  meanwhile: 'This chat could not be reached. They follow in their order; answers to what you said then may be missing.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Stands before the messages that could not be delivered. @param outage.downMs  Since the first of them was tried. */
export function outageMessage(outage: { readonly downMs: DurationMs }, language: Language): ChatMessage {
  const words = WORDS[language];
  return message([
    headline({ icon: '📡', tone: 'attention', texts: [words.heldUp(durationText(outage.downMs))] }),
    line(words.meanwhile),
  ]);
}
