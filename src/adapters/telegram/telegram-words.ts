import type { ChatMessage, Language } from '../../domain/chat-message.ts';

/** What the adapter itself says; everything else comes as messages. */
export interface TelegramWords {
  /** Shown for a moment above the chat, at most 200 characters. */
  readonly pressReceived: (label: string) => string;
  readonly pressUnknown: string;
  readonly paired: (name: string) => ChatMessage;
}

const EN: TelegramWords = {
  pressReceived: (label) => `Received: ${label}`,
  pressUnknown: 'This button is no longer valid. /pending shows what waits for you.',
  paired: (name) => ({
    blocks: [
      { kind: 'headline', icon: '🔗', text: 'Paired: this chat steers Steward now', tone: 'good' },
      { kind: 'line', text: `Commands are taken from ${name}, here and nowhere else. What happened so far follows.` },
    ],
    buttons: [],
    urgency: 'normal',
  }),
};

export const TELEGRAM_WORDS: Readonly<Record<Language, TelegramWords>> = { en: EN };
