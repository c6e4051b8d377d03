import { notional } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { RiskReason, RiskVerdict } from '../domain/risk-verdict.ts';
import { relationOf } from '../domain/signal-relation.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import { worstEntryPrice } from './exposure.ts';
import type { RiskSituation } from './risk-situation.ts';

/**
 * Judges the signals of one session as if they came one after the other: exits and stops first, then entries in their order,
 * each seeing what the entries before it would take. Nothing is freed by an exit before it is booked.
 * Signals of one symbol that contradict each other (an open beside a close or a moved stop) are all refused, and so is a second close.
 *
 * @returns the verdicts in the order of the signals.
 */
export function assessInOrder(
  signals: readonly TradeSignal[],
  situation: RiskSituation,
  assess: (signal: TradeSignal, situation: RiskSituation) => RiskVerdict,
): readonly RiskVerdict[] {
  const closing = new Set<MarketSymbol>();
  let current = situation;

  const judge = (signal: TradeSignal): RiskVerdict => {
    const contradiction = contradictionOf(signal, signals, closing);
    const verdict = contradiction === null ? assess(signal, current) : refusedFor(contradiction);
    if (signal.action === 'close' && verdict.tag !== 'refused') closing.add(signal.symbol);
    current = withReserved(current, verdict);
    return verdict;
  };

  const indexed = signals.map((signal, index) => ({ signal, index }));
  const inOrder = [
    ...indexed.filter(({ signal }) => signal.action !== 'open'),
    ...indexed.filter(({ signal }) => signal.action === 'open'),
  ];
  return inOrder
    .map(({ signal, index }) => ({ verdict: judge(signal), index }))
    .sort((left, right) => left.index - right.index)
    .map(({ verdict }) => verdict);
}

function contradictionOf(
  signal: TradeSignal,
  signals: readonly TradeSignal[],
  closing: ReadonlySet<MarketSymbol>,
): RiskReason | null {
  const { action, symbol } = signal;
  const contradicted = signals.some((other) => relationOf({ newer: signal, older: other }) === 'contradicts');
  if (contradicted) return { code: 'conflicting-signals', symbol };
  return action === 'close' && closing.has(symbol) ? { code: 'symbol-busy', symbol, what: 'closing' } : null;
}

function refusedFor(reason: RiskReason): RiskVerdict {
  return { tag: 'refused', reasons: [reason], maximum: null };
}

function withReserved(situation: RiskSituation, verdict: RiskVerdict): RiskSituation {
  if (verdict.tag === 'refused' || verdict.trade.purpose !== 'entry') return situation;
  const { symbol, quantity, referencePrice } = verdict.trade;
  const quoteAmount = notional(worstEntryPrice(referencePrice, situation), quantity);
  return { ...situation, reservedEntries: [...situation.reservedEntries, { symbol, quoteAmount }] };
}
