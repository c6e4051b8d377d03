import type { TradeTerms } from '../../domain/approved-trade.ts';
import type { Language } from '../../domain/chat-message.ts';
import { notional } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { fitAmount, fitPrice } from '../fit-number.ts';
import { amountLabel, priceLabel } from '../message-number.ts';

const EN = {
  entry: 'buy',
  exit: 'sell',
  stop: 'stop of',
  'move-stop': 'stop of',
  to: 'to',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What a trade is, for a first line, from the most telling text to the shortest: `buy ETH · 1,200.00 USDT`. */
export function tradeTitles(terms: TradeTerms, language: Language): readonly string[] {
  const words = WORDS[language];
  const what = `${words[terms.purpose]} ${baseAssetOf(terms.symbol)}`;
  if (terms.purpose === 'entry' || terms.purpose === 'exit') {
    const value = notional(terms.referencePrice, terms.quantity);
    return [`${what} · ${amountLabel(value)} USDT`, `${what} · ${fitAmount(value, 7)} USDT`, what];
  }
  return [`${what} ${words.to} ${priceLabel(terms.stopPrice)}`, `${what} ${words.to} ${fitPrice(terms.stopPrice, 8)}`, what];
}
