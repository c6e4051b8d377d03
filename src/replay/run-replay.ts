import { type EpochMs, HOUR_MS, hourStart } from '../domain/time.ts';
import { fetchMarks } from '../session/gather-facts.ts';
import { equityFact } from '../session/mark-equity.ts';
import type { Steward } from '../session/steward.ts';
import { answerByPolicy, type ConfirmationPolicy } from './answer-by-policy.ts';

/** What moves the stored world: its clock and its exchange. */
export interface StoredTime {
  /** Moves the clock to `at` and lets the exchange live through the time in between; resolves when all that it told is booked. */
  advanceTo(at: EpochMs): Promise<void>;
}

export interface ReplayPlan {
  /** The first slot. */
  readonly from: EpochMs;
  /** The first slot that is not run any more; the books are marked here. */
  readonly to: EpochMs;
  readonly confirmations: ConfirmationPolicy;
  readonly onProgress?: (done: { readonly sessions: number; readonly sessionsTotal: number }) => void;
}

const SESSIONS_PER_PROGRESS = 24;

/** Runs every hour of a stored period through the same session as everywhere else, then marks the books at its end. Ends early when the bot is stopped. */
export async function runReplay(steward: Steward, time: StoredTime, plan: ReplayPlan): Promise<void> {
  const sessionsTotal = Math.ceil((plan.to - plan.from) / HOUR_MS);
  let sessions = 0;
  const { clock, stopSignal } = steward.services;
  for (let slotAt = hourStart(plan.from); slotAt < plan.to && !stopSignal.aborted; slotAt += HOUR_MS) {
    await time.advanceTo(Math.max(slotAt, clock.now()));
    await steward.expireProposals();
    await steward.runDueSession('replay');
    await answerByPolicy(steward, plan.confirmations);
    sessions += 1;
    if (sessions % SESSIONS_PER_PROGRESS === 0) plan.onProgress?.({ sessions, sessionsTotal });
  }
  if (stopSignal.aborted) return;
  await time.advanceTo(plan.to);
  await steward.idle();
  await steward.state.record([equityFact(steward.services, await fetchMarks(steward.services))]);
  plan.onProgress?.({ sessions, sessionsTotal });
}
