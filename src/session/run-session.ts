import { faultCodeOf } from '../domain/fault.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { JournalFact, SessionOutcome, SessionStage } from '../domain/journal-entry.ts';
import type { SessionTrigger } from '../domain/session-start-fact.ts';
import type { EpochMs } from '../domain/time.ts';
import { tellBudgetStage } from './budget-alerts.ts';
import { executeProposals } from './execute-proposal.ts';
import { expireProposals } from './expire-proposals.ts';
import { fetchMarks } from './gather-facts.ts';
import { haltOnBreach } from './halt-on-breach.ts';
import { equityFact } from './mark-equity.ts';
import { takeOutset } from './outset.ts';
import { planSession, type SessionPlan } from './plan-session.ts';
import type { SessionServices } from './session-services.ts';
import { assess, deliberate, gather, keepReads } from './session-stages.ts';
import { settleBooks } from './settle-books.ts';
import { stageProposals } from './stage-proposals.ts';

export interface SessionOrder {
  readonly sessionId: string;
  readonly slotAt: EpochMs;
  readonly trigger: SessionTrigger;
}

/**
 * One hourly session, from the books to the report. Each stage takes values and returns a value; what must survive is in the journal
 * before it has an effect. Outside trouble closes the session as failed in its stage, and the next hour tries again; being told to stop
 * closes it as interrupted.
 *
 * @throws InvariantError for a bug of ours: the process is to stop and to recover from the journal.
 */
export async function runSession(services: SessionServices, order: SessionOrder): Promise<void> {
  const { state, clock, log } = services;
  const { sessionId } = order;
  const startedAtMs = clock.monotonicMs();
  const progress: { stage: SessionStage } = { stage: 'settle' };
  // What was changed counts from here on; it is read once, since what changes meanwhile is for the next session.
  await services.configuration.takeUp(sessionId);
  const plan = planSession(services);
  const { slotAt, trigger } = order;
  const budget = plan.budget === null ? {} : { budget: plan.budget };
  await recordStart(services, [{ kind: 'session-started', slotAt, trigger, mode: plan.mode, ...budget }], sessionId);
  await tellBudgetStage(services);
  const outcome = await runStages(services, { ...order, plan }, progress).catch((error: unknown): SessionOutcome => {
    if (error instanceof InvariantError) throw error;
    if (services.stopSignal.aborted && faultCodeOf(error) === 'cancelled') return { tag: 'interrupted' };
    const message = error instanceof Error ? error.message : String(error);
    log.error('session failed', { sessionId, stage: progress.stage, error });
    return { tag: 'failed', stage: progress.stage, code: faultCodeOf(error), message };
  });
  await state.record([{ kind: 'session-closed', outcome, durationMs: Math.round(clock.monotonicMs() - startedAtMs) }], {
    sessionId,
  });
}

/** A start that cannot be written down counts in memory already: it is ended there, so that the next slot begins. */
async function recordStart({ state }: SessionServices, facts: readonly JournalFact[], sessionId: string): Promise<void> {
  try {
    await state.record(facts, { sessionId });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const outcome: SessionOutcome = { tag: 'failed', stage: 'settle', code: faultCodeOf(error), message };
    await state.record([{ kind: 'session-closed', outcome, durationMs: 0 }], { sessionId });
    throw error;
  }
}

async function runStages(
  services: SessionServices,
  order: SessionOrder & { readonly plan: SessionPlan },
  progress: { stage: SessionStage },
): Promise<SessionOutcome> {
  const { state } = services;
  const context = { sessionId: order.sessionId };

  progress.stage = 'settle';
  await services.refreshInstruments();
  await expireProposals(services);
  await settleBooks(services, context);

  progress.stage = 'gather';
  const facts = await gather(services, order);
  const outset = takeOutset(services, facts);
  await keepReads(services, order, { facts, outset });
  await haltOnBreach(services, outset.situation, context);

  progress.stage = 'deliberate';
  const deliberation = await deliberate(services, order, { facts, outset });

  // Whoever is told to stop begins nothing new: what the models said so far is no decision.
  if (services.stopSignal.aborted) return { tag: 'interrupted' };

  services.crashPoint('before-assess');
  progress.stage = 'assess';
  const assessed = await assess(services, order, { facts, deliberation });

  progress.stage = 'propose';
  const approvedIds = await stageProposals(services, assessed, order.sessionId);

  progress.stage = 'execute';
  await executeProposals(services, approvedIds);

  progress.stage = 'protect';
  await services.protection.audit();

  services.crashPoint('before-report');
  progress.stage = 'report';
  await state.record([equityFact(services, await fetchMarks(services))], context);
  return { tag: 'completed' };
}
