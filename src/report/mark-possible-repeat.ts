import type { ChatMessage, Language } from '../domain/chat-message.ts';

const WORDS: Readonly<Record<Language, string>> = {
  en: '↻ Possibly a repeat: whether the first one arrived is not known.',
};

/** The same message, marked for who may have read it already. */
export function markPossibleRepeat(message: ChatMessage, language: Language): ChatMessage {
  return { ...message, blocks: [{ kind: 'line', text: WORDS[language] }, ...message.blocks] };
}
