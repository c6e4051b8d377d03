import { type Price, price, type Quantity, quantity } from './decimal.ts';
import type { Encoded } from './encoded.ts';
import type { MarketSymbol } from './market-symbol.ts';

declare const approval: unique symbol;

/**
 * The exact trade that the guard judges and, for large ones, a person confirms.
 * `entry` buys at most `quantity` and pays at most `priceMax`; `exit` sells at the market; `stop` rests on the exchange;
 * `move-stop` places no order by itself: it sets the price at which protection keeps its stop.
 */
export type TradeTerms =
  | {
      readonly purpose: 'entry';
      readonly symbol: MarketSymbol;
      readonly quantity: Quantity;
      /** The mark at which the trade was judged. */
      readonly referencePrice: Price;
      /** The most that may be paid per base unit: the reference price plus the collar. */
      readonly priceMax: Price;
      readonly stopPrice: Price;
      readonly targetPrice: Price | null;
    }
  | { readonly purpose: 'exit'; readonly symbol: MarketSymbol; readonly quantity: Quantity; readonly referencePrice: Price }
  | { readonly purpose: 'stop'; readonly symbol: MarketSymbol; readonly quantity: Quantity; readonly stopPrice: Price }
  | { readonly purpose: 'move-stop'; readonly symbol: MarketSymbol; readonly stopPrice: Price; readonly referencePrice: Price };

/**
 * Terms that the RiskManager approved. The mark of approval cannot be written by hand: only `src/risk` makes one,
 * only `planOrder` takes one, so an order without a risk check is a type error.
 */
export type ApprovedTrade<Terms extends TradeTerms = TradeTerms> = Terms & {
  readonly [approval]: 'approved-by-the-risk-manager';
};

/** The canonical text of a trade's terms: a confirmation is bound to it. It is the text itself, so nothing can collide. */
export function digestOfTerms(terms: TradeTerms): string {
  switch (terms.purpose) {
    case 'entry':
      return [
        'entry',
        terms.symbol,
        terms.quantity.toFixed(),
        terms.referencePrice.toFixed(),
        terms.priceMax.toFixed(),
        terms.stopPrice.toFixed(),
        terms.targetPrice === null ? 'none' : terms.targetPrice.toFixed(),
      ].join('|');
    case 'exit':
      return ['exit', terms.symbol, terms.quantity.toFixed(), terms.referencePrice.toFixed()].join('|');
    case 'stop':
      return ['stop', terms.symbol, terms.quantity.toFixed(), terms.stopPrice.toFixed()].join('|');
    case 'move-stop':
      return ['move-stop', terms.symbol, terms.stopPrice.toFixed(), terms.referencePrice.toFixed()].join('|');
  }
}

export function decodeTradeTerms(encoded: Encoded<TradeTerms>): TradeTerms {
  switch (encoded.purpose) {
    case 'entry':
      return {
        purpose: 'entry',
        symbol: encoded.symbol,
        quantity: quantity(encoded.quantity),
        referencePrice: price(encoded.referencePrice),
        priceMax: price(encoded.priceMax),
        stopPrice: price(encoded.stopPrice),
        targetPrice: encoded.targetPrice === null ? null : price(encoded.targetPrice),
      };
    case 'exit':
      return {
        purpose: 'exit',
        symbol: encoded.symbol,
        quantity: quantity(encoded.quantity),
        referencePrice: price(encoded.referencePrice),
      };
    case 'stop':
      return {
        purpose: 'stop',
        symbol: encoded.symbol,
        quantity: quantity(encoded.quantity),
        stopPrice: price(encoded.stopPrice),
      };
    case 'move-stop':
      return {
        purpose: 'move-stop',
        symbol: encoded.symbol,
        stopPrice: price(encoded.stopPrice),
        referencePrice: price(encoded.referencePrice),
      };
  }
}
