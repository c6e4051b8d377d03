import type { FoundReads } from '../adapters/tape/taped-reads.ts';
import type { Prompts } from '../agent/prompts.ts';
import type { Tape } from '../ports/tape.ts';
import { type EntryDifference, RecordedJournal } from '../replay/recorded-journal.ts';
import { replaySession } from '../replay/replay-session.ts';
import { composeSessionReplay } from './compose-session-replay.ts';
import { passVirtualTime } from './pass-virtual-time.ts';
import type { RecordedSession } from './recorded-session.ts';

/** Stages after the judgement: a session that failed there had been judged as a whole. */
const STAGES_AFTER_JUDGEMENT = ['propose', 'execute', 'protect', 'report'];

export interface SessionMaterial {
  readonly sessionId: string;
  readonly recorded: RecordedSession;
  readonly tape: Tape;
  readonly reads: FoundReads;
  readonly prompts: Prompts;
}

export interface SessionComparison {
  readonly sessionId: string;
  /** Entries that the judging stages had written. */
  readonly recorded: number;
  readonly identical: number;
  readonly differences: readonly EntryDifference[];
  /** What was asked of a model and is not on the tape. */
  readonly misses: readonly string[];
  /** False when the session ended before its judgement was whole, so that the replay may know more than the journal. */
  readonly isWhole: boolean;
  /** Whether the words for the models are those of the recording. */
  readonly samePrompts: boolean;
  /** Nobody is asked in a replay. */
  readonly costUsd: 0;
}

/** Runs a recorded session again and compares what it writes with what stands in the journal. */
export async function compareSession({ sessionId, recorded, tape, reads, prompts }: SessionMaterial): Promise<SessionComparison> {
  const journal = new RecordedJournal({ entries: recorded.entries, sessionId });
  const misses: string[] = [];
  const { replay, clock } = composeSessionReplay({
    session: { sessionId, plan: recorded.plan },
    venue: recorded.venue,
    journal,
    tape,
    reads,
    prompts,
    onMiss: (message) => misses.push(message),
  });
  await passVirtualTime(replaySession(replay), clock);
  const isWhole = wasJudged(recorded);
  const { differences, ...counts } = journal.compare();
  return {
    sessionId,
    ...counts,
    differences: isWhole ? differences : differences.filter(({ tag }) => tag !== 'surplus'),
    misses: isWhole ? misses : [],
    isWhole,
    samePrompts: reads.circumstances.promptsHash === prompts.hash,
    costUsd: 0,
  };
}

function wasJudged({ outcome }: RecordedSession): boolean {
  if (outcome === null || outcome.tag === 'interrupted') return false;
  return outcome.tag === 'completed' || STAGES_AFTER_JUDGEMENT.includes(outcome.stage);
}
