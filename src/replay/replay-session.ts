import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Moment } from '../ports/tape.ts';
import { takeOutset } from '../session/outset.ts';
import { assess, deliberate, gather, type StagedSession, type StageServices } from '../session/session-stages.ts';
import type { RecordedJournal } from './recorded-journal.ts';

export interface SessionReplay {
  readonly session: StagedSession;
  /** With the ports of the tape; its clock begins with the deliberation. */
  readonly services: StageServices;
  readonly journal: RecordedJournal;
  /** The moments that the tape holds. */
  readonly asOf: EpochMs;
  readonly outset: Moment;
  /** Null where the session did not come to its judgement. */
  readonly assessment: Moment | null;
  /** A clock that stands at an instant. */
  clockAt(at: EpochMs): Clock;
}

/** Runs the judging stages of a session again, each with what was known when it was run. What it writes, the journal compares. */
export async function replaySession(replay: SessionReplay): Promise<void> {
  const { session, services, journal, asOf, outset: taped, assessment, clockAt } = replay;
  const { state, stopSignal } = services;
  await state.load();
  const facts = await gather({ ...services, clock: clockAt(asOf) }, session);

  journal.reveal(taped.upTo);
  await state.load();
  const outset = takeOutset(services, facts);
  const deliberation = await deliberate(services, session, { facts, outset });

  if (stopSignal.aborted || assessment === null) return;
  journal.reveal(assessment.upTo);
  await state.load();
  await assess({ ...services, clock: clockAt(assessment.at) }, session, { facts, deliberation });
}
