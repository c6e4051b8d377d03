import type { TradeTerms } from '../domain/approved-trade.ts';
import type { Language } from '../domain/chat-message.ts';
import { change, notional, type Price, price, quantity } from '../domain/decimal.ts';
import type { Encoded } from '../domain/encoded.ts';
import { baseAssetOf } from '../domain/market-symbol.ts';
import { priceText, quantityText, signedPercentText, usdtText } from './format-number.ts';

type Terms = Encoded<TradeTerms>;

const EXPLAINERS: Readonly<Record<Language, (terms: Terms) => string>> = { en: explainInEnglish };

/** A trade as a phrase: what is bought, sold or moved, at which prices, with each level's distance from the reference price. */
export function explainTerms(terms: Terms, language: Language): string {
  return EXPLAINERS[language](terms);
}

function explainInEnglish(terms: Terms): string {
  switch (terms.purpose) {
    case 'entry': {
      const reference = price(terms.referencePrice);
      const target =
        terms.targetPrice === null ? 'no target' : `target ${levelText(price(terms.targetPrice), { from: reference })}`;
      return `buy ${tradeText(terms)}, paying at most ${priceText(terms.priceMax)} USDT each; stop ${levelText(price(terms.stopPrice), { from: reference })}, ${target}`;
    }
    case 'exit':
      return `sell ${tradeText(terms)}`;
    case 'stop':
      return `stop at ${priceText(terms.stopPrice)} USDT for ${quantityText(terms.quantity)} ${baseAssetOf(terms.symbol)}`;
    case 'move-stop':
      return `move the stop of ${terms.symbol} to ${levelText(price(terms.stopPrice), { from: price(terms.referencePrice) })}`;
  }
}

function tradeText(terms: Extract<Terms, { readonly purpose: 'entry' | 'exit' }>): string {
  const value = notional(price(terms.referencePrice), quantity(terms.quantity));
  return `${quantityText(terms.quantity)} ${baseAssetOf(terms.symbol)} at about ${priceText(terms.referencePrice)} USDT (${usdtText(value)})`;
}

function levelText(level: Price, { from }: { readonly from: Price }): string {
  return `${priceText(level)} USDT (${signedPercentText(change(from, level))})`;
}
