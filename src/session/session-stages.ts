import type { Deliberation } from '../agent/deliberation.ts';
import { type AssessedSignal, assessmentFacts, assessSignals } from './assess-signals.ts';
import { buildRiskSituation, judgedSnapshotOf } from './build-risk-situation.ts';
import { fetchMarks, gatherSnapshot, summariseSnapshot } from './gather-facts.ts';
import { keepTranscripts } from './keep-transcripts.ts';
import { deliberationFacts, openDeliberation } from './open-deliberation.ts';
import { type GatheredFacts, momentOf, type Outset } from './outset.ts';
import type { SessionPlan } from './plan-session.ts';
import type { SessionServices } from './session-services.ts';

/** What the judging stages work with. A replay brings its own, taken from a tape. */
export type StageServices = Pick<
  SessionServices,
  | 'clock'
  | 'state'
  | 'marketData'
  | 'sentiment'
  | 'preparer'
  | 'settings'
  | 'instruments'
  | 'fees'
  | 'riskManager'
  | 'deliberate'
  | 'blobs'
  | 'stopSignal'
  | 'tape'
>;

export interface StagedSession {
  readonly sessionId: string;
  readonly plan: SessionPlan;
}

/** Reads the markets and freezes what may be known of them. */
export async function gather(services: StageServices, { sessionId }: StagedSession): Promise<GatheredFacts> {
  const asOf = services.clock.now();
  const snapshot = await gatherSnapshot(services, asOf);
  const marks = await fetchMarks(services);
  const markets = summariseSnapshot(snapshot);
  await services.state.record([{ kind: 'snapshot-taken', snapshotId: snapshot.id, asOf, markets }], { sessionId });
  return { snapshot, marks };
}

/** Puts on the tape, where there is one, what a deliberation on these facts will know. */
export async function keepReads(
  { tape }: StageServices,
  { sessionId }: StagedSession,
  { facts, outset }: { readonly facts: GatheredFacts; readonly outset: Outset },
): Promise<void> {
  const { asOf, fearGreed } = facts.snapshot;
  await tape?.keepReads(sessionId, { asOf, fearGreed, marks: facts.marks, outset: outset.moment });
}

/** Lets the models speak, and writes down what they said. */
export async function deliberate(
  services: StageServices,
  { sessionId, plan }: StagedSession,
  { facts, outset }: { readonly facts: GatheredFacts; readonly outset: Outset },
): Promise<Deliberation> {
  const deliberation = await openDeliberation(services, { sessionId, plan, snapshot: facts.snapshot, outset });
  const transcripts = await keepTranscripts(services.blobs, deliberation.runs);
  await services.state.record(deliberationFacts(deliberation, { mode: plan.mode, transcripts }), { sessionId });
  return deliberation;
}

/** Lets the guard judge what was decided, on the books as they are by now. */
export async function assess(
  services: StageServices,
  { sessionId }: StagedSession,
  { facts, deliberation }: { readonly facts: GatheredFacts; readonly deliberation: Deliberation },
): Promise<readonly AssessedSignal[]> {
  const moment = momentOf(services);
  const { snapshot, marks } = facts;
  const situation = buildRiskSituation(services, { at: moment.at, marks, snapshot: judgedSnapshotOf(snapshot) });
  const assessed = assessSignals(services, deliberation, situation);
  const taped = services.tape?.keepAssessment(sessionId, moment);
  await services.state.record(assessmentFacts(assessed), { sessionId });
  await taped;
  return assessed;
}
