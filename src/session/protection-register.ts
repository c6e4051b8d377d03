import type { FactOf, JournalEntry } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type ClientOrderId, isTerminal } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import { EntryGuards } from './entry-guards.ts';

type OpenedPosition = Pick<Position, 'symbol' | 'openedAt'>;

const ALERT_PREFIX = 'unprotected-';

/** The alert that stands while a position is without its full stop. */
export function unprotectedAlertKey(symbol: MarketSymbol): string {
  return `${ALERT_PREFIX}${symbol}`;
}

/** Since when which position is without its stop, and how long positions were in all: a fold of the journal. */
export class ProtectionRegister {
  readonly #unprotectedSince = new Map<MarketSymbol, EpochMs>();
  readonly #boughtAt = new Map<MarketSymbol, EpochMs>();
  readonly #salesUnderWay = new Map<ClientOrderId, MarketSymbol>();
  readonly #newestStops = new Map<MarketSymbol, ClientOrderId>();
  readonly #guards = new EntryGuards();
  readonly #stopEndKnownSince = new Map<MarketSymbol, EpochMs>();
  readonly #unfilledSaleAt = new Map<MarketSymbol, EpochMs>();
  #unprotectedMs: DurationMs = 0;

  apply({ at, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'fill-booked':
        if (fact.fill.side === 'buy') this.#noteBuy(fact.fill);
        break;
      case 'position-unprotected':
        this.#unprotectedSince.set(fact.symbol, fact.since ?? at);
        break;
      case 'position-protected':
        this.#unprotectedMs += fact.unprotectedMs;
        this.#unprotectedSince.delete(fact.symbol);
        this.#boughtAt.delete(fact.symbol);
        this.#guards.forget(fact.symbol);
        break;
      case 'order-intended':
        this.#noteIntent(fact);
        break;
      case 'order-changed':
        this.#noteSale(fact, at);
        this.#noteStopEnd(fact, at);
        this.#guards.noteChange(fact);
        break;
      case 'alert-resolved':
        if (fact.key.startsWith(ALERT_PREFIX)) this.#unprotectedSince.delete(fact.key.slice(ALERT_PREFIX.length) as MarketSymbol);
        break;
      default:
    }
  }

  /** When a position lost its stop, or got coins that have none yet; null while it is covered. What was known of an earlier position is past. */
  exposedSince(position: OpenedPosition): EpochMs | null {
    const since = this.#unprotectedSince.get(position.symbol) ?? this.#boughtAt.get(position.symbol);
    return since === undefined ? null : Math.max(since, position.openedAt);
  }

  /** True when all that was bought since the position was last covered had its stop from the moment in which it was filled. */
  isGuardedFromFill({ symbol }: Pick<OpenedPosition, 'symbol'>): boolean {
    return !this.#unprotectedSince.has(symbol) && this.#guards.areAllGuarded(symbol);
  }

  isReportedUnprotected({ symbol, openedAt }: OpenedPosition): boolean {
    const since = this.#unprotectedSince.get(symbol);
    return since !== undefined && since >= openedAt;
  }

  /** Symbols whose alert stands, although their position may be gone by now. */
  get reportedSymbols(): readonly MarketSymbol[] {
    return [...this.#unprotectedSince.keys()];
  }

  /** The stop that was sent last for a symbol, whether it still rests or not; null when none ever was. */
  newestStopOf(symbol: MarketSymbol): ClientOrderId | null {
    return this.#newestStops.get(symbol) ?? null;
  }

  /** When we learnt that the newest stop of a symbol had ended; null while it may rest. */
  stopEndKnownSince(symbol: MarketSymbol): EpochMs | null {
    return this.#stopEndKnownSince.get(symbol) ?? null;
  }

  /** When a sale of protection's own last found nobody to sell to; null when none did. */
  unfilledSaleAt(symbol: MarketSymbol): EpochMs | null {
    return this.#unfilledSaleAt.get(symbol) ?? null;
  }

  #noteBuy(fill: FactOf<'fill-booked'>['fill']): void {
    if (!this.#boughtAt.has(fill.symbol)) this.#boughtAt.set(fill.symbol, fill.at);
    this.#guards.noteFill(fill);
  }

  #noteIntent({ intent }: FactOf<'order-intended'>): void {
    const { symbol } = intent.request.order;
    if (intent.reason === 'emergency-exit') this.#salesUnderWay.set(intent.clientOrderId, symbol);
    this.#guards.noteIntent(intent);
    if (intent.purpose !== 'stop') return;
    this.#newestStops.set(symbol, intent.clientOrderId);
    this.#stopEndKnownSince.delete(symbol);
  }

  #noteStopEnd({ clientOrderId, state }: FactOf<'order-changed'>, at: EpochMs): void {
    if (!isTerminal(state.tag)) return;
    for (const [symbol, newest] of this.#newestStops) if (newest === clientOrderId) this.#stopEndKnownSince.set(symbol, at);
  }

  #noteSale({ clientOrderId, state }: FactOf<'order-changed'>, at: EpochMs): void {
    const symbol = this.#salesUnderWay.get(clientOrderId);
    if (symbol === undefined || !isTerminal(state.tag)) return;
    this.#salesUnderWay.delete(clientOrderId);
    if (state.tag === 'expired' && Number(state.filledQuantity) === 0) this.#unfilledSaleAt.set(symbol, at);
  }

  /** All time that positions spent without a full stop, in total. */
  get unprotectedMs(): DurationMs {
    return this.#unprotectedMs;
  }
}
