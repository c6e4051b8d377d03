import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import { largest, type Quantity, quantity, subtract, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { type Asset, QUOTE_ASSET } from '../../domain/market-symbol.ts';
import { quantityText } from '../format-number.ts';
import { badge, headline, line, type MessageContext, message } from '../message-blocks.ts';
import { factTable } from '../message-table.ts';
import { quantityCell } from '../table-cells.ts';

const EN = {
  drift: (asset: string) => `Books and exchange disagree · ${asset}`,
  table: { expected: 'Books', actual: 'Exchange', difference: 'Difference' },
  missing: (coins: string) => `${coins} of the book are not on the account: spent, moved or converted, and not by Steward.`,
  surplus: (coins: string) => `${coins} more than the books say lie on an account that is Steward's alone.`,
  noEntries: (asset: string) => `No entries in ${asset} until they agree.`,
  noEntriesAnywhere: 'No entries in any market until they agree.',
  goesOn: 'Stops and exits go on.',
  goesOnWith: (coins: string) => `Stops and exits go on with the ${coins} that are there.`,
  putBack: (coins: string) => `What to do: put ${coins} back.`,
  takeOff: (coins: string) => `What to do: take ${coins} off the account.`,
  byItself: 'It is counted every minute and is then over by itself. Nothing is corrected silently.',
  resolved: (asset: string) => `Books and exchange agree · ${asset}`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A balance is not what the books say: by how much, what that stops, and what a person can do. */
export function driftMessage(context: MessageContext, fact: FactOf<'drift-found'>, language: Language): ChatMessage {
  const words = WORDS[language];
  const { expected, actual, difference } = words.table;
  const off = subtract(quantity(fact.actual), quantity(fact.expected));
  const blocks = [
    headline({ icon: '🚨', tone: 'bad', texts: [words.drift(fact.asset), words.drift('')] }),
    badge({ ...context, about: [] }, language),
    factTable([
      [expected, quantityCell(fact.expected)],
      [actual, quantityCell(fact.actual)],
      [difference, quantityCell(off)],
    ]),
    ...explained({ asset: fact.asset, off, actual: quantity(fact.actual) }, language).map(line),
  ];
  return message(blocks, { urgency: 'critical' });
}

export function driftResolvedMessage(context: MessageContext, fact: FactOf<'drift-resolved'>, language: Language): ChatMessage {
  const texts = [WORDS[language].resolved(fact.asset)];
  return message([headline({ icon: '✅', tone: 'good', texts }), badge({ ...context, about: [] }, language)], {
    urgency: 'silent',
  });
}

function explained(
  { asset, off, actual }: { readonly asset: Asset; readonly off: Quantity; readonly actual: Quantity },
  language: Language,
): readonly string[] {
  const words = WORDS[language];
  const coins = `${quantityText(off.abs())} ${asset}`;
  const isCash = asset === QUOTE_ASSET;
  const frozen = isCash ? words.noEntriesAnywhere : words.noEntries(asset);
  if (!off.isNegative()) return [words.surplus(coins), `${frozen} ${words.goesOn}`, `${words.takeOff(coins)} ${words.byItself}`];
  const there = `${quantityText(largest(actual, ZERO_QUANTITY))} ${asset}`;
  const goesOn = isCash ? words.goesOn : words.goesOnWith(there);
  return [words.missing(coins), `${frozen} ${goesOn}`, `${words.putBack(coins)} ${words.byItself}`];
}
