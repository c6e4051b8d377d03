import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Quantity } from '../../domain/decimal.ts';
import type { Asset } from '../../domain/market-symbol.ts';
import { quantityText } from '../format-number.ts';
import { badge, headline, line, type MessageContext, message } from '../message-blocks.ts';

const EN = {
  beside: 'Beside the book',
  meaning: 'It came or went by you. The book, its sizes and its limits stay as they are.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Coins or cash of the user's own came onto the account, or went. @param changes  What is more, or less when negative, by asset. */
export function outsideMessage(
  context: MessageContext,
  changes: readonly (readonly [Asset, Quantity])[],
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const texts = changes.map(([asset, moved]) => `${moved.isNegative() ? '−' : '+'}${quantityText(moved.abs())} ${asset}`);
  const blocks = [
    headline({ icon: '💰', tone: 'neutral', texts: [`${words.beside} · ${texts.join(', ')}`, words.beside] }),
    badge({ ...context, about: [] }, language),
    ...(texts.length > 1 ? [line(`${texts.join(', ')}.`)] : []),
    line(words.meaning),
  ];
  return message(blocks, { urgency: 'silent' });
}
