import { add, type QuoteAmount, quoteAmount, subtract, ZERO_QUOTE } from '../../domain/decimal.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { QUOTE_ASSET } from '../../domain/market-symbol.ts';
import { dayStart, type EpochMs } from '../../domain/time.ts';

/** What the book was worth at its last mark, and at the start of that UTC day. Cash that was brought in or taken out is no profit. */
export class EquityNotes {
  #equity: QuoteAmount = ZERO_QUOTE;
  #dayStartEquity: QuoteAmount = ZERO_QUOTE;
  #markedAt: EpochMs | null = null;

  apply({ at, fact }: JournalEntry): void {
    if (fact.kind === 'journal-opened') {
      this.#equity = quoteAmount(fact.capital);
      this.#dayStartEquity = this.#equity;
    } else if (fact.kind === 'equity-marked') {
      const isFirstOfDay = this.#markedAt === null || dayStart(this.#markedAt) < dayStart(at);
      this.#equity = quoteAmount(fact.equity);
      if (isFirstOfDay) this.#dayStartEquity = this.#equity;
      this.#markedAt = at;
    } else if (fact.kind === 'transfer-booked' && fact.asset === QUOTE_ASSET) {
      const amount = quoteAmount(fact.quantity).abs();
      const moved = quoteAmount(fact.why === 'deposit' ? amount : amount.negated());
      this.#equity = add(this.#equity, moved);
      this.#dayStartEquity = add(this.#dayStartEquity, moved);
    }
  }

  get equity(): QuoteAmount {
    return this.#equity;
  }

  get dayStartEquity(): QuoteAmount {
    return this.#dayStartEquity;
  }

  get dayPnl(): QuoteAmount {
    return subtract(this.#equity, this.#dayStartEquity);
  }
}
