import { add, averagePrice, notional, type Price, type QuoteAmount, subtract, ZERO_QUOTE } from '../domain/decimal.ts';
import type { JournalEntry, VerdictRecord } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { decodeProposal, type ProposalTag, type StoredProposal } from '../domain/proposal.ts';
import type { RiskReasonCode } from '../domain/risk-verdict.ts';
import type { EpochMs } from '../domain/time.ts';
import type { SignalAction } from '../domain/trade-signal.ts';
import { type FilledOrder, FilledOrders } from '../report/stories/filled-orders.ts';
import { HeldPositions, type Sale } from '../report/stories/held-positions.ts';

const TRADES_KEPT = 3;
const REFUSALS_KEPT = 5;
/** Ends of a proposal after which no order of it is filled. */
const UNTRADED: readonly ProposalTag[] = ['rejected', 'expired', 'superseded', 'blocked'];

/** An order of a symbol that was filled, with what a sale realised. */
export interface RememberedTrade {
  readonly at: EpochMs;
  readonly symbol: MarketSymbol;
  readonly proposalId: string | null;
  readonly reason: FilledOrder['reason'];
  readonly price: Price;
  /** Of a purchase: the stop that it was made with; null when none is known. */
  readonly stopPrice: Price | null;
  /** Null for a purchase. */
  readonly sale: RememberedSale | null;
}

export interface RememberedSale {
  /** Of the whole round trip when this sale ended it, else of this sale alone. */
  readonly pnl: QuoteAmount;
  /** The same as a multiple of what the round trip was to lose at its first stops; null when that is not known. */
  readonly riskMultiple: number | null;
  readonly endedPosition: boolean;
}

/** The same wish refused for the same reasons, once or several times in a row of refusals. */
export interface RememberedRefusal {
  readonly symbol: MarketSymbol;
  readonly action: SignalAction;
  readonly codes: readonly RiskReasonCode[];
  readonly count: number;
  readonly lastAt: EpochMs;
}

/** What came of the latest decisions on each symbol, and what the guard refused lately: a fold of one book's entries. */
export class DecisionMemory {
  readonly #bookId: string;
  readonly #orders = new FilledOrders(new HeldPositions());
  readonly #trades = new Map<MarketSymbol, readonly RememberedTrade[]>();
  /** What the open position of a symbol was to lose at the stops that its purchases were made with; null when one of them is not known. */
  readonly #risked = new Map<MarketSymbol, QuoteAmount | null>();
  readonly #stopOfProposal = new Map<string, Price>();
  readonly #actionOfSignal = new Map<string, SignalAction>();
  #refusals: readonly RememberedRefusal[] = [];

  constructor({ bookId }: { readonly bookId: string }) {
    this.#bookId = bookId;
  }

  apply(entry: JournalEntry): void {
    if (entry.bookId !== this.#bookId) return;
    const { at, fact } = entry;
    const order = this.#orders.apply(entry);
    if (order !== null) this.#remember(order);
    switch (fact.kind) {
      case 'session-started':
        this.#actionOfSignal.clear();
        break;
      case 'signal-received':
        this.#actionOfSignal.set(fact.signalId, fact.signal.action);
        break;
      case 'signal-assessed':
        if (fact.verdict.tag === 'refused') this.#refuse(fact.verdict, { at, symbol: fact.symbol, signalId: fact.signalId });
        break;
      case 'proposal-staged':
        this.#noteStop(fact.proposal);
        break;
      case 'proposal-changed':
        if (UNTRADED.includes(fact.state.tag)) this.#stopOfProposal.delete(fact.proposalId);
        break;
      default:
    }
  }

  /** The newest filled orders of each symbol, oldest first. */
  trades(): readonly RememberedTrade[] {
    return [...this.#trades.values()].flat().sort((one, other) => one.at - other.at);
  }

  /** What the guard refused before anybody was asked, oldest first. */
  refusals(): readonly RememberedRefusal[] {
    return this.#refusals;
  }

  #noteStop(stored: StoredProposal): void {
    const { id, terms } = decodeProposal(stored);
    if (terms.purpose === 'entry') this.#stopOfProposal.set(id, terms.stopPrice);
  }

  #remember(order: FilledOrder): void {
    const { symbol, at, proposalId, reason } = order;
    const price = averagePrice(order.value, order.quantity);
    const stopPrice = order.side === 'buy' && proposalId !== null ? (this.#stopOfProposal.get(proposalId) ?? null) : null;
    if (proposalId !== null) this.#stopOfProposal.delete(proposalId);
    if (order.sale === null) this.#addRisk(order, { price, stopPrice });
    const sale = order.sale === null ? null : this.#realise(symbol, order.sale);
    const trade: RememberedTrade = { at, symbol, proposalId, reason, price, stopPrice, sale };
    this.#trades.set(symbol, [...(this.#trades.get(symbol) ?? []), trade].slice(-TRADES_KEPT));
  }

  #addRisk({ symbol, quantity }: FilledOrder, entry: { readonly price: Price; readonly stopPrice: Price | null }): void {
    const before = this.#risked.get(symbol);
    const { price, stopPrice } = entry;
    this.#risked.set(
      symbol,
      before === null || stopPrice === null ? null : add(before ?? ZERO_QUOTE, notional(subtract(price, stopPrice), quantity)),
    );
  }

  #realise(symbol: MarketSymbol, { pnl, roundTrip }: Sale): RememberedSale {
    const risked = this.#risked.get(symbol) ?? null;
    const endedPosition = roundTrip !== null;
    if (endedPosition) this.#risked.delete(symbol);
    const realised = roundTrip?.pnl ?? pnl;
    const riskMultiple = risked === null || risked.lte(0) ? null : realised.div(risked).toNumber();
    return { pnl: realised, riskMultiple, endedPosition };
  }

  #refuse(
    { reasons }: Extract<VerdictRecord, { readonly tag: 'refused' }>,
    wish: { readonly at: EpochMs; readonly symbol: MarketSymbol; readonly signalId: string },
  ): void {
    const action = this.#actionOfSignal.get(wish.signalId) ?? 'open';
    const codes = reasons.map(({ code }) => code);
    const isSame = (refusal: RememberedRefusal) =>
      refusal.symbol === wish.symbol && refusal.action === action && refusal.codes.join() === codes.join();
    const count = (this.#refusals.find(isSame)?.count ?? 0) + 1;
    const others = this.#refusals.filter((refusal) => !isSame(refusal));
    this.#refusals = [...others, { symbol: wish.symbol, action, codes, count, lastAt: wish.at }].slice(-REFUSALS_KEPT);
  }
}
