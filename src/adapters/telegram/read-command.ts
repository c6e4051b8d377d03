import type { ChatCommand } from '../../ports/chat.ts';

type Said = Pick<ChatCommand, 'name' | 'arguments'>;

/**
 * What a text says: `/command arguments`, or free text.
 * @returns null for a command that names another bot.
 */
export function readCommand(text: string, botUsername: string): Said | null {
  const trimmed = text.trim();
  const match = /^\/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(?:\s+|$)/u.exec(trimmed);
  if (match === null) return { name: '', arguments: [trimmed] };
  const [whole, name = '', addressee] = match;
  if (addressee !== undefined && addressee.toLowerCase() !== botUsername.toLowerCase()) return null;
  const rest = trimmed.slice(whole.length);
  return { name: name.toLowerCase(), arguments: rest === '' ? [] : rest.split(/\s+/u) };
}
