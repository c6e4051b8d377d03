import type { JournalFact } from '../../domain/journal-entry.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Book } from '../../domain/position.ts';

/** What happened to each symbol since the last session's rows, in the order in which it happened. */
export class SymbolActions {
  #actions = new Map<MarketSymbol, Set<string>>();

  note(fact: JournalFact, before: Book): void {
    if (fact.kind === 'fill-booked') this.#add(fact.fill.symbol, fillAction(fact));
    if (fact.kind === 'stop-set' && movesStop(fact, before)) this.#add(fact.symbol, 'MOVE STOP');
  }

  /** `STOP + BUY`; null when nothing happened. */
  of(symbol: MarketSymbol): string | null {
    const actions = this.#actions.get(symbol);
    return actions === undefined ? null : [...actions].join(' + ');
  }

  get symbols(): readonly MarketSymbol[] {
    return [...this.#actions.keys()];
  }

  clear(): void {
    this.#actions.clear();
  }

  #add(symbol: MarketSymbol, action: string): void {
    this.#actions.set(symbol, (this.#actions.get(symbol) ?? new Set()).add(action));
  }
}

function fillAction({ fill, reason }: Extract<JournalFact, { readonly kind: 'fill-booked' }>): string {
  if (fill.side === 'buy') return 'BUY';
  if (reason === 'protection') return 'STOP';
  if (reason === 'target') return 'TARGET';
  return reason === 'emergency-exit' ? 'EMERGENCY SELL' : 'SELL';
}

/** The first stop belongs to the purchase; only one that replaces another is an action of its own. */
function movesStop(fact: Extract<JournalFact, { readonly kind: 'stop-set' }>, before: Book): boolean {
  const current = before.positions.find((position) => position.symbol === fact.symbol)?.stopPrice ?? null;
  return current !== null && !current.eq(fact.stopPrice);
}
