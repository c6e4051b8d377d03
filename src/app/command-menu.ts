import { COMMANDS } from '../chat/commands.ts';
import type { Language } from '../domain/chat-message.ts';

/** What a chat offers in its menu. */
export function commandMenu(language: Language): readonly { readonly name: string; readonly description: string }[] {
  return COMMANDS.map(({ name, summary }) => ({ name, description: summary[language] }));
}
