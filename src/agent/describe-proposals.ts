import type { Objection } from '../domain/role-statement.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';

/** Proposals as data for whoever judges them. Their confidence is left out: it would only be agreed with. */
export function describeProposals(signals: readonly TradeSignal[]): string {
  return signals.map((signal) => JSON.stringify(plainProposal(signal))).join('\n');
}

function plainProposal({ confidenceFraction: _unshown, snapshotId: _known, ...signal }: TradeSignal): unknown {
  return signal;
}

export function describeObjections(objections: readonly Objection[]): string {
  return objections
    .map(({ symbol, code, evidence, severity }) => JSON.stringify({ symbol, code, evidence, severity }))
    .join('\n');
}
