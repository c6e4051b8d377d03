import type { Deliberation } from '../agent/deliberation.ts';
import { encode } from '../domain/encoded.ts';
import type { JournalFact, VerdictRecord } from '../domain/journal-entry.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import type { SessionServices } from './session-services.ts';

export interface AssessedSignal {
  readonly signalId: string;
  readonly agent: string;
  readonly signal: TradeSignal;
  readonly verdict: RiskVerdict;
}

/** Judges what was decided as one set: exits first, and nothing that contradicts itself. A hold needs no verdict. */
export function assessSignals(
  services: Pick<SessionServices, 'riskManager'>,
  deliberation: Deliberation,
  situation: RiskSituation,
): readonly AssessedSignal[] {
  const actions = deliberation.decisions.filter(({ signal }) => signal.action !== 'hold');
  const verdicts = services.riskManager.assessBatch(
    actions.map(({ signal }) => signal),
    situation,
  );
  return actions.flatMap((decision, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ ...decision, verdict }];
  });
}

export function assessmentFacts(assessed: readonly AssessedSignal[]): readonly JournalFact[] {
  return assessed.map(({ signalId, signal, verdict }) => ({
    kind: 'signal-assessed',
    signalId,
    symbol: signal.symbol,
    verdict: toVerdictRecord(verdict),
  }));
}

export function toVerdictRecord(verdict: RiskVerdict): VerdictRecord {
  switch (verdict.tag) {
    case 'approved':
      return encode({ tag: 'approved', terms: verdict.trade, reductions: verdict.reductions });
    case 'needs-confirmation':
      return encode({ tag: 'needs-confirmation', terms: verdict.trade, reductions: verdict.reductions, why: verdict.why });
    case 'refused':
      return encode({ tag: 'refused', reasons: verdict.reasons, maximum: verdict.maximum });
  }
}
