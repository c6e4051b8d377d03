import type { TradeSignal } from './trade-signal.ts';

/**
 * How a newer signal of one agent stands to an older one. One symbol has one intent: the same action again replaces,
 * a hold withdraws (and is itself replaced by whatever follows it), and an `open` contradicts a `close` or a `move-stop`,
 * since it brings its own stop. A partial close beside a moved stop are two independent steps.
 */
export type SignalRelation = 'independent' | 'replaces' | 'contradicts';

export function relationOf({ newer, older }: { readonly newer: TradeSignal; readonly older: TradeSignal }): SignalRelation {
  if (newer.symbol !== older.symbol) return 'independent';
  if (newer.action === 'hold' || older.action === 'hold' || newer.action === older.action) return 'replaces';
  return newer.action === 'open' || older.action === 'open' ? 'contradicts' : 'independent';
}

/** What still stands of earlier signals once `newer` has come. */
export function withoutReplaced(earlier: readonly TradeSignal[], newer: TradeSignal): readonly TradeSignal[] {
  return earlier.filter((older) => relationOf({ newer, older }) !== 'replaces');
}
