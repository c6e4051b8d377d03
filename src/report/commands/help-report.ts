import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import { headline, line, message } from '../message-blocks.ts';

export interface HelpGroup {
  readonly title: string;
  readonly rows: readonly { readonly command: string; readonly description: string }[];
}

const EN = { title: 'What you can say' };

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The commands in groups, each with what it does. */
export function helpReport(input: { readonly groups: readonly HelpGroup[] }, language: Language): ChatMessage {
  const blocks = [
    headline({ icon: '💬', tone: 'neutral', texts: [WORDS[language].title] }),
    ...input.groups.flatMap(({ title, rows }) => [
      line(title),
      ...rows.map(({ command, description }) => line(`${command} · ${description}`)),
    ]),
  ];
  return message(blocks, { urgency: 'silent' });
}
