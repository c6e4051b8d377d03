import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { countText, quantityText } from '../format-number.ts';
import { utcText } from '../format-time.ts';
import { badge, headline, line, type MessageContext, message } from '../message-blocks.ts';

const EN = {
  restarted: 'Restarted',
  recovered: (orders: string) => `In doubt, and looked up on the exchange: ${orders}.`,
  nothingInDoubt: 'No order was in doubt.',
  goesOn: 'Books, stops and open proposals are as the journal has them.',
  order: 'order',
  repaired: 'Journal repaired',
  droppedBytes: (bytes: string) => `${bytes} of an unfinished write were cut off its end. Everything before it is whole.`,
  byte: 'byte',
  missed: (sessions: string) => `${sessions} missed`,
  session: 'session',
  missedOne: (at: string) => `The session of ${at} was not run: Steward did not run then.`,
  missedSeveral: (from: string, to: string) => `From ${from} to ${to} Steward did not run.`,
  transfer: { deposit: 'Deposit', withdrawal: 'Withdrawal', 'fee-coin': 'Fee coins', dust: 'Written off' },
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

export function restartedMessage(context: MessageContext, fact: FactOf<'process-started'>, language: Language): ChatMessage {
  const words = WORDS[language];
  const { recoveredOrders } = fact;
  const blocks = [
    headline({ icon: '🔄', tone: 'neutral', texts: [words.restarted] }),
    badge({ ...context, about: [] }, language),
    line(recoveredOrders === 0 ? words.nothingInDoubt : words.recovered(countText(recoveredOrders, words.order))),
    line(words.goesOn),
  ];
  return message(blocks, { urgency: 'silent' });
}

export function journalRepairedMessage(
  context: MessageContext,
  fact: FactOf<'journal-repaired'>,
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '🟠', tone: 'attention', texts: [words.repaired] }),
    badge({ ...context, about: [] }, language),
    line(words.droppedBytes(countText(fact.droppedBytes, words.byte))),
  ];
  return message(blocks);
}

export function slotMissedMessage(context: MessageContext, fact: FactOf<'slot-missed'>, language: Language): ChatMessage {
  const words = WORDS[language];
  const { count, slotAt, newestMissedAt } = fact;
  const blocks = [
    headline({ icon: '🟠', tone: 'attention', texts: [words.missed(countText(count, words.session))] }),
    badge({ ...context, about: [] }, language),
    line(count === 1 ? words.missedOne(utcText(slotAt)) : words.missedSeveral(utcText(slotAt), utcText(newestMissedAt))),
  ];
  return message(blocks);
}

/** Coins or cash that came or went without a trade. */
export function transferMessage(context: MessageContext, fact: FactOf<'transfer-booked'>, language: Language): ChatMessage {
  const title = `${WORDS[language].transfer[fact.why]} · ${quantityText(fact.quantity)} ${fact.asset}`;
  const blocks = [headline({ icon: '💰', tone: 'neutral', texts: [title] }), badge({ ...context, about: [] }, language)];
  return message(blocks, { urgency: 'silent' });
}
