import type { BudgetStage } from '../agent/budget-stage.ts';
import type { JournalEntry, SessionOutcome } from '../domain/journal-entry.ts';
import { slotOfSessionId } from '../domain/journal-entry.ts';
import type { EpochMs } from '../domain/time.ts';

export interface SessionRecord {
  readonly sessionId: string;
  readonly slotAt: EpochMs;
  readonly startedAt: EpochMs;
  /** What was left of the day's budget when it began. */
  readonly stage: BudgetStage;
  readonly outcome: SessionOutcome | null;
  readonly closedAt: EpochMs | null;
}

/** Which slots have been dealt with, and how the newest sessions ended: a fold of the journal. */
export class SessionRegister {
  #current: SessionRecord | null = null;
  #last: SessionRecord | null = null;
  #newestSlotAt: EpochMs | null = null;
  #sessionCount = 0;
  /** Small: one number per hour that the bot ran. */
  readonly #sessionsOfSlot = new Map<EpochMs, number>();
  #failuresInRow = 0;

  apply({ at, sessionId, fact }: JournalEntry): void {
    if (fact.kind === 'session-started' && sessionId !== null) {
      const { slotAt, budget } = fact;
      this.#current = { sessionId, slotAt, startedAt: at, stage: budget?.stage ?? 'normal', outcome: null, closedAt: null };
      this.#sessionsOfSlot.set(fact.slotAt, this.sessionsOfSlot(fact.slotAt) + 1);
      this.#noteSlot(fact.slotAt);
      this.#sessionCount += 1;
    } else if (fact.kind === 'session-closed' && this.#current?.sessionId === sessionId && this.#current !== null) {
      this.#last = { ...this.#current, outcome: fact.outcome, closedAt: at };
      this.#current = null;
      this.#failuresInRow = fact.outcome.tag === 'completed' ? 0 : this.#failuresInRow + 1;
    } else if (fact.kind === 'slot-missed') this.#noteSlot(fact.newestMissedAt);
  }

  /** The session that was started and not closed; after a restart, the one that was interrupted. */
  get current(): SessionRecord | null {
    return this.#current;
  }
  get last(): SessionRecord | null {
    return this.#last;
  }
  /** The newest slot that was run or told as missed. */
  get newestSlotAt(): EpochMs | null {
    return this.#newestSlotAt;
  }
  sessionsOfSlot(slotAt: EpochMs): number {
    return this.#sessionsOfSlot.get(slotAt) ?? 0;
  }
  get sessionCount(): number {
    return this.#sessionCount;
  }
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  #noteSlot(slotAt: EpochMs): void {
    this.#newestSlotAt = this.#newestSlotAt === null ? slotAt : Math.max(this.#newestSlotAt, slotAt);
  }
}

/** True when a session of this id was run under its slot's own id or as an extra one of that slot. */
export function isSessionId(text: string): boolean {
  return slotOfSessionId(text) !== null || /^\d{8}T\d{2}-\d+$/.test(text);
}
