import type { Deliberation } from '../agent/deliberation.ts';
import type { Mode } from '../domain/control-state.ts';
import { encode } from '../domain/encoded.ts';
import { invariant } from '../domain/invariant.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import type { Outset } from './outset.ts';
import type { SessionPlan } from './plan-session.ts';
import type { SessionServices } from './session-services.ts';

/** What comes of a session that asks nobody. */
const NOTHING_SAID: Deliberation = { runs: [], decisions: [], aggregations: [] };

/**
 * Lets the models deliberate on frozen facts. No lock is held meanwhile: stops, pauses and confirmations go on. Nobody is asked when the
 * day's budget is used up.
 */
export function openDeliberation(
  services: Pick<SessionServices, 'settings' | 'riskManager' | 'deliberate' | 'stopSignal'>,
  facts: {
    readonly sessionId: string;
    readonly plan: SessionPlan;
    readonly snapshot: MarketDataSet;
    readonly outset: Outset;
  },
): Promise<Deliberation> {
  const { settings } = services;
  const { moment, situation, portfolio, recentDecisions } = facts.outset;
  const { mode, budget } = facts.plan;
  if (budget?.stage === 'hold') return Promise.resolve(NOTHING_SAID);
  return services.deliberate({
    sessionId: facts.sessionId,
    mode,
    model: budget?.model ?? null,
    snapshot: facts.snapshot,
    portfolio,
    recentDecisions,
    deadlineAt: moment.at + settings.deliberationMaxMs,
    signal: services.stopSignal,
    assess: (signal, proposedBefore) => assessLast(services, [...proposedBefore, signal], situation),
  });
}

/** The verdict on the last of several signals, judged as the set that they are. */
function assessLast(
  services: Pick<SessionServices, 'riskManager'>,
  signals: readonly TradeSignal[],
  situation: RiskSituation,
): RiskVerdict {
  const actions = signals.filter((signal) => signal.action !== 'hold');
  const verdict = services.riskManager.assessBatch(actions, situation)[actions.length - 1];
  invariant(verdict !== undefined, 'a set of signals was assessed without a verdict for its last');
  return verdict;
}

/** @param facts.transcripts  The names of the runs' conversations, in their order. */
export function deliberationFacts(
  deliberation: Deliberation,
  facts: { readonly mode: Mode; readonly transcripts: readonly (string | null)[] },
): readonly JournalFact[] {
  const runs = deliberation.runs.map(
    (run, index): JournalFact => ({
      kind: 'agent-finished',
      agent: run.agent,
      provider: run.provider,
      model: run.model,
      outcome: run.outcome,
      turns: run.turns,
      toolCalls: run.toolCalls,
      usage: run.usage,
      promptHash: run.promptHash,
      summary: run.summary,
      transcriptHash: facts.transcripts[index] ?? null,
      ...(run.stoodInFor === undefined ? {} : { stoodInFor: run.stoodInFor }),
    }),
  );
  const signals = deliberation.decisions.map(
    ({ signalId, agent, signal }): JournalFact => ({ kind: 'signal-received', signalId, agent, signal: encode(signal) }),
  );
  const votes = deliberation.aggregations.map(
    (aggregation): JournalFact => ({ kind: 'votes-aggregated', mode: facts.mode, aggregation }),
  );
  return [...runs, ...votes, ...signals];
}
