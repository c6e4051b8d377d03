import { type Quantity, type QuoteAmount, quantity, quoteAmount, ZERO_QUOTE } from '../domain/decimal.ts';
import { decodeFill, fillKey } from '../domain/fill.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { Book, Position, RoundTrip } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';
import type { BookedFill } from './apply-fill.ts';
import { buildBook } from './build-book.ts';
import { buildPortfolioTable, type ValuationMarks } from './build-portfolio-table.ts';
import { EquityHistory } from './equity-history.ts';
import { Ledger, type LedgerEvent } from './ledger.ts';
import { StopLevels } from './stop-levels.ts';
import { type DayFees, TradingActivity } from './trading-activity.ts';

/**
 * The books of one portfolio as a fold of the journal. Entries of another book, and kinds that move nothing here, are ignored.
 * Fills count once by their key, whatever the order of their arrival; transfers count once by their entry's sequence.
 */
export class PortfolioManager {
  readonly bookId: string;
  readonly #ledger = new Ledger();
  readonly #stops = new StopLevels();
  readonly #activity = new TradingActivity();
  readonly #equity = new EquityHistory();
  #capital: QuoteAmount = ZERO_QUOTE;
  #book: Book | null = null;
  /** The newest valuation: a session asks for the same one several times. */
  #valued: { readonly book: Book; readonly marks: ValuationMarks; readonly table: PortfolioTable } | null = null;

  constructor(options: { readonly bookId: string }) {
    this.bookId = options.bookId;
  }

  apply(entry: JournalEntry): void {
    if (entry.bookId !== this.bookId) return;
    const { fact } = entry;
    switch (fact.kind) {
      case 'journal-opened':
        this.#capital = quoteAmount(fact.capital);
        break;
      case 'fill-booked': {
        const feeValue = fact.feeValue === null ? null : quoteAmount(fact.feeValue);
        this.#bookFill({ fill: decodeFill(fact.fill), feeValue, reason: fact.reason });
        break;
      }
      case 'transfer-booked': {
        const transfer = { asset: fact.asset, quantity: quantity(fact.quantity), why: fact.why, at: entry.at };
        this.#addToLedger({ kind: 'transfer', transfer, sequence: entry.sequence }, entry.at);
        break;
      }
      case 'stop-set':
        this.#stops.set(fact);
        break;
      case 'equity-marked':
        this.#equity.mark({ at: entry.at, equity: quoteAmount(fact.equity), transfers: this.#ledger.state.transfers });
        this.#valued = null;
        return;
      case 'control-changed':
        // Whoever lifts a halt has seen the drawdown that caused it: the next one is measured from here.
        if (fact.from === 'halted') this.#equity.restartPeak();
        this.#valued = null;
        return;
      default:
        return;
    }
    this.#book = null;
  }

  get book(): Book {
    this.#book ??= buildBook({ bookId: this.bookId, capital: this.#capital, ledger: this.#ledger.state, stops: this.#stops });
    return this.#book;
  }

  position(symbol: MarketSymbol): Position | null {
    return this.book.positions.find((position) => position.symbol === symbol) ?? null;
  }

  /** The portfolio as one table. Day and drawdown are measured against the marks in the journal. */
  tableAt(valuation: { readonly marks: ValuationMarks; readonly asOf: EpochMs }): PortfolioTable {
    const { peakEquity, book } = this;
    const known = this.#valued;
    if (known !== null && known.book === book && known.marks === valuation.marks && known.table.asOf === valuation.asOf)
      return known.table;
    const table = buildPortfolioTable({ ...valuation, book, peakEquity, dayStartEquity: this.dayStartEquity(valuation.asOf) });
    this.#valued = { book, marks: valuation.marks, table };
    return table;
  }

  /** Round trips that are closed, in order of closing. */
  get roundTrips(): readonly RoundTrip[] {
    return this.#ledger.roundTrips;
  }

  /** Entry orders with a fill on the UTC day that starts at `day`. */
  entriesOn(day: EpochMs): number {
    return this.#activity.entriesOn(day);
  }

  /** Commissions of the UTC day that starts at `day`. */
  feesOn(day: EpochMs): DayFees {
    return this.#activity.feesOn(day);
  }

  get hasTraded(): boolean {
    return this.#activity.tradedSymbols.size > 0;
  }

  get tradedSymbols(): ReadonlySet<MarketSymbol> {
    return this.#activity.tradedSymbols;
  }

  /** When the newest stop of each symbol was filled. */
  get lastStopHitAt(): ReadonlyMap<MarketSymbol, EpochMs> {
    return this.#activity.lastStopHitAt;
  }

  /** Equity at the first mark of the UTC day of `now`, else at the last mark before, else the capital; moved by transfers since. */
  dayStartEquity(now: EpochMs): QuoteAmount {
    return this.#equity.dayStartEquity(now, this.#funds);
  }

  /** The highest equity so far, the capital included; moved by transfers since. */
  get peakEquity(): QuoteAmount {
    return this.#equity.peakEquity(this.#funds);
  }

  knownFill(key: string): boolean {
    return this.#ledger.knows(key);
  }

  /** Cash and coins (at their cost) brought into the book minus taken out. */
  get transfers(): QuoteAmount {
    return this.#ledger.state.transfers;
  }

  /** Value of the commissions that were paid with coins from outside of the positions. */
  get feeCoinsSpent(): QuoteAmount {
    return this.#ledger.state.feeCoinsSpent;
  }

  /** Fills whose commission is not in `feesPaid`, since nobody knew its value. */
  get unknownFees(): readonly BookedFill[] {
    return this.#ledger.unvaluedFills;
  }

  /** Sold or removed although the book did not own it. Empty in sound books once every fill has arrived. */
  get oversold(): ReadonlyMap<MarketSymbol, Quantity> {
    return this.#ledger.state.oversold;
  }

  /** Commissions taken in coins that the book does not have. */
  get feeCoinShortages(): ReadonlyMap<Asset, Quantity> {
    return this.#ledger.state.feeCoinShortages;
  }

  get #funds(): { readonly capital: QuoteAmount; readonly transfers: QuoteAmount } {
    return { capital: this.#capital, transfers: this.#ledger.state.transfers };
  }

  #bookFill(booked: BookedFill): void {
    if (!this.knownFill(fillKey(booked.fill))) this.#activity.noteFee(booked);
    this.#addToLedger({ kind: 'fill', booked }, booked.fill.at);
    this.#activity.note(booked);
  }

  #addToLedger(event: LedgerEvent, at: EpochMs): void {
    const before = this.#ledger.state;
    if (this.#ledger.add(event)) this.#stops.end({ before, after: this.#ledger.state, at });
  }
}
