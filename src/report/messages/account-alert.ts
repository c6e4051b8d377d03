import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import { quantityText } from '../format-number.ts';
import { line } from '../message-blocks.ts';
import type { ToldAlert } from './told-alert.ts';

const EN = {
  unknownOrder: 'An order with our mark that we never sent',
  order: (side: string, coins: string, id: string) => `${side} ${coins}, ${id}.`,
  sides: new Map([
    ['buy', 'Buy'],
    ['sell', 'Sell'],
  ]),
  why: 'Another Steward trades on this account, or this journal is not the one that belongs to it.',
  whatNow: 'Steward does not touch it. Stop the other one, or cancel the order yourself.',
  name: (id: string) => `the unknown order ${id}`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** That an order rests which bears our mark and is not in the journal. Null for another alert. */
export function accountAlert({ key, facts }: FactOf<'alert-raised'>, language: Language): ToldAlert | null {
  const words = WORDS[language];
  const id = unknownOrderOf(key);
  if (id === null) return null;
  const { side = '', symbol, quantity } = facts;
  const coins = symbol === undefined || quantity === undefined ? '' : `${quantityText(quantity)} ${assetOf(symbol)}`;
  const order = words.order(words.sides.get(side) ?? side, coins, id);
  return { titles: [words.unknownOrder], blocks: [line(order), line(words.why), line(words.whatNow)] };
}

/** The alert in half a sentence, to say that it is over. Null for another alert. */
export function accountAlertName(key: string, language: Language): string | null {
  const id = unknownOrderOf(key);
  return id === null ? null : WORDS[language].name(id);
}

/** Of `unknown-order-steward-P1-BTCUSDT-e1-7` the order's id. */
function unknownOrderOf(key: string): string | null {
  return /^unknown-order-(.+)$/.exec(key)?.[1] ?? null;
}

function assetOf(symbol: string): string {
  return symbol.endsWith('USDT') ? baseAssetOf(symbol as MarketSymbol) : symbol;
}
