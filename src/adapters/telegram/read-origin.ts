import type { Message, Update, User } from 'telegraf/types';
import { neutraliseLine } from './neutralise-text.ts';

const NAME_LENGTH_MAX = 64;

/** Who spoke and where. Ids come from Telegram; names are whatever the person chose. */
export interface Origin {
  readonly userId: number;
  readonly chatId: number;
  readonly name: string;
}

export type ReadOrigin =
  /** Said by this person themselves, in their private chat with the bot, for the first time. */
  | { readonly tag: 'direct'; readonly origin: Origin }
  /** Anything else: a group, a channel, edited, forwarded, sent by a bot or by somebody without a name. */
  | { readonly tag: 'indirect'; readonly userId: number | null };

/** Reads from an update who is behind it. An update of a kind that is not listed here is indirect, whatever it holds. */
export function readOrigin(update: Update): ReadOrigin {
  if ('message' in update) return readMessage(update.message);
  if ('callback_query' in update) {
    const { from, message } = update.callback_query;
    return message === undefined ? indirect(from) : readChat(from, message.chat);
  }
  return indirect(authorOf(update));
}

function readMessage(message: Message): ReadOrigin {
  const { from, chat } = message;
  const isSecondHand = message.sender_chat !== undefined || 'via_bot' in message || Object.keys(message).some(tellsOfForwarding);
  return from === undefined || isSecondHand ? indirect(from) : readChat(from, chat);
}

/** `forward_origin` today, `forward_from`, `forward_date` and others before it. */
function tellsOfForwarding(field: string): boolean {
  return field.startsWith('forward_') || field === 'is_automatic_forward';
}

function readChat(from: User, chat: { readonly id: number; readonly type: string }): ReadOrigin {
  const isPrivate = chat.type === 'private' && chat.id === from.id;
  if (!isPrivate || from.is_bot || !Number.isSafeInteger(from.id)) return indirect(from);
  return { tag: 'direct', origin: { userId: from.id, chatId: chat.id, name: nameOf(from) } };
}

function indirect(from: User | undefined): ReadOrigin {
  return { tag: 'indirect', userId: from?.id ?? null };
}

function authorOf(update: Update): User | undefined {
  const parts: readonly unknown[] = Object.values(update);
  return parts.map(userIn).find((user) => user !== undefined);
}

function userIn(part: unknown): User | undefined {
  return typeof part === 'object' && part !== null && 'from' in part ? (part.from as User | undefined) : undefined;
}

function nameOf({ first_name: first, last_name: last }: User): string {
  const name = neutraliseLine([first, last].filter((part) => part !== undefined).join(' ')).trim();
  return name === '' ? 'no name' : [...name].slice(0, NAME_LENGTH_MAX).join('');
}
