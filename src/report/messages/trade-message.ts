import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import { boughtMessage } from './bought-message.ts';
import { soldMessage } from './sold-message.ts';
import type { TradeFacts } from './trade-facts.ts';

/** An order that bought or sold something, told when it has ended. */
export function tradeMessage(facts: TradeFacts, language: Language): ChatMessage {
  const { sale } = facts.order;
  return sale === null ? boughtMessage(facts, language) : soldMessage(facts, sale, language);
}
