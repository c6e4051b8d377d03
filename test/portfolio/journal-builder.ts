import type { Encoded } from '../../src/domain/encoded.ts';
import type { Fill } from '../../src/domain/fill.ts';
import { JOURNAL_VERSION, type JournalEntry, type JournalFact, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';

export const START = Date.parse('2024-01-01T00:00:00Z');

let sequence = 0;

/** An entry of the main book at the start of 2024, with the next sequence number, unless told otherwise. */
export function entryOf(fact: JournalFact, place: Partial<Omit<JournalEntry, 'fact'>> = {}): JournalEntry {
  sequence += 1;
  return { version: JOURNAL_VERSION, sequence, at: START, bookId: MAIN_BOOK_ID, sessionId: null, ...place, fact };
}

export interface FillWords {
  readonly id: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  readonly symbol?: MarketSymbol;
  readonly fee?: readonly [quantity: string, asset: string];
  readonly feeValue?: string | null;
  readonly at?: number;
  readonly order?: string;
  readonly reason?: Extract<JournalFact, { kind: 'fill-booked' }>['reason'];
}

/** A booked fill; without commission unless one is named. */
export function fillFact(words: FillWords): Extract<JournalFact, { kind: 'fill-booked' }> {
  const fill: Encoded<Fill> = {
    id: words.id,
    symbol: words.symbol ?? 'BTCUSDT',
    side: words.side,
    clientOrderId: words.order ?? `order-${words.id}`,
    exchangeOrderId: words.id,
    price: words.price,
    quantity: words.quantity,
    fee: { quantity: words.fee?.[0] ?? '0', asset: words.fee?.[1] ?? 'USDT' },
    at: words.at ?? START,
  };
  return { kind: 'fill-booked', fill, feeValue: words.feeValue ?? null, reason: words.reason ?? 'signal' };
}

export function openedFact(capital = '1000'): JournalFact {
  return { kind: 'journal-opened', venue: 'replay', capital, symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'], seed: null };
}

export function stopFact(stopPrice: string, symbol: MarketSymbol = 'BTCUSDT'): JournalFact {
  return { kind: 'stop-set', symbol, stopPrice, targetPrice: null, by: 'P1' };
}

export function markFact(equity: string): JournalFact {
  return { kind: 'equity-marked', cash: equity, equity, marks: {} };
}

/** A book with a capital of 1000 USDT after these facts, in this order. */
export function bookAfter(...facts: readonly JournalFact[]): PortfolioManager {
  const portfolio = new PortfolioManager({ bookId: MAIN_BOOK_ID });
  for (const fact of [openedFact(), ...facts]) portfolio.apply(entryOf(fact));
  return portfolio;
}
