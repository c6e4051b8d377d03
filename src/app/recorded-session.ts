import { readJournal } from '../adapters/journal/read-journal.ts';
import type { Venue } from '../domain/control-state.ts';
import { Fault } from '../domain/fault.ts';
import { invariant } from '../domain/invariant.ts';
import type { FactOf, JournalEntry, JournalFactKind, SessionOutcome } from '../domain/journal-entry.ts';
import type { SessionPlan } from '../session/plan-session.ts';
import { isSessionId } from '../session/session-register.ts';
import { UsageError } from './usage-error.ts';

/** What a journal says of a session that is to be run again. */
export interface RecordedSession {
  readonly venue: Venue;
  readonly plan: SessionPlan;
  /** Null for a session that no process has closed yet. */
  readonly outcome: SessionOutcome | null;
  /** Of the whole journal, oldest first. */
  readonly entries: readonly JournalEntry[];
}

/** @throws UsageError for a session that the journal does not know, or that took no snapshot. */
export async function readRecordedSession(journalFolder: string, sessionId: string): Promise<RecordedSession> {
  if (!isSessionId(sessionId))
    throw new UsageError(`"${sessionId}" is no session id; one looks like 20240115T13 (date, T, hour in UTC).`);
  const entries = await readAll(journalFolder);
  const own = entries.filter((entry) => entry.sessionId === sessionId);
  const opening = factIn(entries, 'journal-opened');
  invariant(opening !== null, 'a journal begins with what it was opened for');
  const started = factIn(own, 'session-started');
  if (started === null) {
    const newest = entries.findLast((entry) => entry.fact.kind === 'session-started')?.sessionId ?? null;
    throw new UsageError(
      `The journal knows no session ${sessionId}; ${newest === null ? 'it has none yet' : `its newest is ${newest}`}.`,
    );
  }
  if (factIn(own, 'snapshot-taken') === null)
    throw new UsageError(`The session ${sessionId} ended before it took a snapshot, so that there is nothing to run again.`);
  const outcome = factIn(own, 'session-closed')?.outcome ?? null;
  return { venue: opening.venue, plan: { mode: started.mode, budget: started.budget ?? null }, outcome, entries };
}

async function readAll(journalFolder: string): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  try {
    for await (const entry of readJournal(journalFolder)) entries.push(entry);
  } catch (error) {
    if (error instanceof Fault) throw new UsageError(`Nothing can be run again: ${error.message}.`);
    throw error;
  }
  return entries;
}

function factIn<Kind extends JournalFactKind>(entries: readonly JournalEntry[], kind: Kind): FactOf<Kind> | null {
  const found = entries.find(({ fact }) => fact.kind === kind);
  return found === undefined ? null : (found.fact as FactOf<Kind>);
}
