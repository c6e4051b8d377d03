import type { FactOf, JournalEntry } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId } from '../domain/order.ts';
import { isTerminal } from '../domain/order.ts';
import { type DurationMs, type EpochMs, HOUR_MS } from '../domain/time.ts';
import { classifyReject, type RejectClass } from '../execution/classify-reject.ts';
import { ACCOUNT_ALERT } from './trouble-keys.ts';

/** How many refusals of a class within the hour close the symbol for entries; null where waiting mends it. */
const REFUSALS_TO_OPEN: Readonly<Record<RejectClass, number | null>> = {
  capability: 1,
  account: 1,
  filter: 3,
  'insufficient-balance': 3,
  duplicate: 3,
  unknown: 3,
  'would-trigger': null,
  'closed-market': null,
  busy: null,
};
/** A breaker closes by itself so long after the last refusal, and counts only refusals that lie no further apart. */
const BREAKER_MS: DurationMs = HOUR_MS;

const REFUSED_PREFIX = 'orders-refused-';

/** What the exchange refused in one symbol for one reason. */
export interface Refusals {
  readonly symbol: MarketSymbol;
  readonly rejectClass: RejectClass;
  /** Since the breaker was last closed, or since the last pause of an hour. */
  readonly count: number;
  readonly lastAt: EpochMs;
  readonly code: number;
  readonly message: string;
  /** When the alert was raised last; null while nobody was told. */
  readonly toldAt: EpochMs | null;
  /** Of `count`, how many nobody was told of. */
  readonly untold: number;
}

export function refusedAlertKey({ symbol, rejectClass }: Pick<Refusals, 'symbol' | 'rejectClass'>): string {
  return `${REFUSED_PREFIX}${symbol}-${rejectClass}`;
}

/**
 * The orders that the exchange refused, by symbol and reason, and which symbols are closed for entries because of it: a fold of the
 * journal. What was refused for good is not asked for again until an hour has passed or the market has changed its rules.
 */
export class RejectRegister {
  readonly #symbols = new Map<ClientOrderId, MarketSymbol>();
  readonly #refusals = new Map<string, Refusals>();

  apply({ at, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'order-intended':
        this.#symbols.set(fact.intent.clientOrderId, fact.intent.request.order.symbol);
        break;
      case 'order-changed':
        this.#noteChange(fact, at);
        break;
      case 'alert-raised':
        this.#noteTold(fact.key, at);
        break;
      case 'alert-resolved':
        for (const key of this.#keysOf(fact.key)) this.#refusals.delete(key);
        break;
      default:
    }
  }

  /** What stands against entries in a symbol now; null while nothing does. */
  openBreaker(symbol: MarketSymbol, now: EpochMs): (Refusals & { readonly until: EpochMs }) | null {
    const open = this.standing().filter((refusals) => refusals.symbol === symbol && isOpen(refusals, now));
    const last = open.sort((one, other) => other.lastAt - one.lastAt)[0];
    return last === undefined ? null : { ...last, until: last.lastAt + BREAKER_MS };
  }

  /** Everything that was refused and not forgotten. */
  standing(): readonly Refusals[] {
    return [...this.#refusals.values()];
  }

  #noteChange({ clientOrderId, state }: FactOf<'order-changed'>, at: EpochMs): void {
    const symbol = this.#symbols.get(clientOrderId);
    if (symbol === undefined) return;
    if (isTerminal(state.tag)) this.#symbols.delete(clientOrderId);
    if (state.tag === 'rejected') this.#noteRefusal({ symbol, at, code: state.code, message: state.message });
  }

  #noteRefusal(refusal: Pick<Refusals, 'symbol' | 'code' | 'message'> & { readonly at: EpochMs }): void {
    const { at, ...said } = refusal;
    const rejectClass = classifyReject(said);
    const key = refusedAlertKey({ ...said, rejectClass });
    const before = this.#refusals.get(key);
    // The orders of one list are refused together, by one answer.
    if (before?.lastAt === at && before.message === said.message) return;
    const isNew = before === undefined || at - before.lastAt > BREAKER_MS;
    this.#refusals.set(key, {
      ...said,
      rejectClass,
      count: (isNew ? 0 : before.count) + 1,
      lastAt: at,
      toldAt: before?.toldAt ?? null,
      untold: (isNew ? 0 : before.untold) + 1,
    });
  }

  #noteTold(key: string, at: EpochMs): void {
    for (const told of this.#keysOf(key)) {
      const refusals = this.#refusals.get(told);
      if (refusals !== undefined) this.#refusals.set(told, { ...refusals, toldAt: at, untold: 0 });
    }
  }

  /** What an alert speaks of: that of the account is one for all symbols. */
  #keysOf(alertKey: string): readonly string[] {
    if (alertKey !== ACCOUNT_ALERT) return [alertKey];
    return [...this.#refusals].flatMap(([key, { rejectClass }]) => (rejectClass === 'account' ? [key] : []));
  }
}

/** True while a symbol is closed for entries by these refusals. */
export function isOpen({ rejectClass, count, lastAt }: Refusals, now: EpochMs): boolean {
  const needed = REFUSALS_TO_OPEN[rejectClass];
  return needed !== null && count >= needed && now - lastAt < BREAKER_MS;
}
