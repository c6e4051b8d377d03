import type { FactOf, JournalEntry } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type ClientOrderId, isTerminal, type OrderPurpose, type OrderType } from '../domain/order.ts';
import { type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { classifyReject, type RejectClass } from '../execution/classify-reject.ts';

/** So many refusals in a row are the whole ladder; from then on the attempts lie further and further apart. */
const LADDER_REFUSALS = 7;
const PAUSE_MS_MIN: DurationMs = 30 * SECOND_MS;
const PAUSE_MS_MAX: DurationMs = 15 * MINUTE_MS;
/** A closed market, and an exchange that is busy, are asked no more seldom: they mend themselves. */
const PASSING_PAUSE_MS_MAX: DurationMs = MINUTE_MS;
/** After so long a type of stop is tried again. */
const TYPE_REFUSED_MS: DurationMs = HOUR_MS;

interface SentOrder {
  readonly symbol: MarketSymbol;
  readonly purpose: OrderPurpose;
  readonly type: OrderType;
}

interface RefusalsInRow {
  readonly count: number;
  readonly lastAt: EpochMs;
  readonly rejectClass: RejectClass;
}

/** What the exchange refused of the orders that lower risk, and when the next may be tried: a fold of the journal. */
export class RefusedProtection {
  readonly #sent = new Map<ClientOrderId, SentOrder>();
  readonly #inRow = new Map<MarketSymbol, RefusalsInRow>();
  readonly #types = new Map<MarketSymbol, Map<OrderType, { readonly count: number; readonly at: EpochMs }>>();
  readonly #closedAt = new Map<MarketSymbol, EpochMs>();

  apply({ at, fact }: JournalEntry): void {
    if (fact.kind === 'order-intended') this.#noteIntent(fact);
    else if (fact.kind === 'order-changed') this.#noteChange(fact, at);
  }

  /** Stop types that the market refused lately, so that another is sent. */
  refusedStopTypes(symbol: MarketSymbol, now: EpochMs): ReadonlySet<OrderType> {
    const types = [...(this.#types.get(symbol) ?? [])];
    return new Set(
      types.flatMap(([type, { count, at }]) => (count >= REFUSED_FULLY && now - at < TYPE_REFUSED_MS ? [type] : [])),
    );
  }

  /** Until when no further attempt is made; 0 while one may be. */
  pausedUntil(symbol: MarketSymbol): EpochMs {
    const row = this.#inRow.get(symbol);
    if (row === undefined) return 0;
    const { count, lastAt, rejectClass } = row;
    if (rejectClass === 'closed-market') return lastAt + PASSING_PAUSE_MS_MAX;
    const excess = count - LADDER_REFUSALS;
    if (excess < 0) return 0;
    const pauseMsMax = rejectClass === 'busy' ? PASSING_PAUSE_MS_MAX : PAUSE_MS_MAX;
    return lastAt + Math.min(PAUSE_MS_MIN * 2 ** excess, pauseMsMax);
  }

  /** When the exchange last said that the market is closed; null when an order was taken since. */
  closedAt(symbol: MarketSymbol): EpochMs | null {
    return this.#closedAt.get(symbol) ?? null;
  }

  #noteIntent({ intent }: FactOf<'order-intended'>): void {
    const { symbol, type } = intent.request.order;
    this.#sent.set(intent.clientOrderId, { symbol, purpose: intent.purpose, type });
  }

  #noteChange({ clientOrderId, state }: FactOf<'order-changed'>, at: EpochMs): void {
    const sent = this.#sent.get(clientOrderId);
    if (sent === undefined) return;
    if (isTerminal(state.tag)) this.#sent.delete(clientOrderId);
    if (state.tag === 'rejected') this.#noteRefusal(sent, { at, rejectClass: classifyReject(state) });
    else if (state.tag === 'open' || state.tag === 'filled' || state.tag === 'pending') this.#noteAcceptance(sent);
  }

  #noteRefusal(
    { symbol, purpose, type }: SentOrder,
    { at, rejectClass }: { readonly at: EpochMs; readonly rejectClass: RejectClass },
  ): void {
    if (rejectClass === 'closed-market') this.#closedAt.set(symbol, at);
    if (purpose === 'entry') return;
    this.#inRow.set(symbol, { count: (this.#inRow.get(symbol)?.count ?? 0) + 1, lastAt: at, rejectClass });
    const weight = TYPE_WEIGHTS[rejectClass] ?? 0;
    if (purpose !== 'stop' || weight === 0) return;
    const types = this.#types.get(symbol) ?? new Map();
    this.#types.set(symbol, types.set(type, { count: (types.get(type)?.count ?? 0) + weight, at }));
  }

  #noteAcceptance({ symbol, purpose, type }: SentOrder): void {
    this.#closedAt.delete(symbol);
    if (purpose === 'entry') return;
    this.#inRow.delete(symbol);
    if (purpose === 'stop') this.#types.get(symbol)?.delete(type);
  }
}

const REFUSED_FULLY = 2;
/** What a refusal says of the type of the stop: all, or, where the market's bounds were old, half. */
const TYPE_WEIGHTS: Partial<Readonly<Record<RejectClass, number>>> = { capability: 2, unknown: 2, filter: 1 };
