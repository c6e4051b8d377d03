import { sessionIdOf } from '../domain/journal-entry.ts';
import type { SessionTrigger } from '../domain/session-start-fact.ts';
import { type EpochMs, hourStart } from '../domain/time.ts';
import { dueSlot } from './due-slot.ts';
import { runSession } from './run-session.ts';
import type { SessionServices } from './session-services.ts';

export type RunResult =
  | { readonly tag: 'ran'; readonly sessionId: string }
  | { readonly tag: 'nothing-due'; readonly nextSlotAt: EpochMs }
  | { readonly tag: 'already-running'; readonly sessionId: string | null };

/**
 * Runs sessions one at a time. A wake only asks; which slot is due is computed from the slots in the journal, so bursts of wakes,
 * clocks that jump and processes that slept make one session at most, and every slot that was missed is reported once.
 */
export class SessionRunner {
  readonly #services: SessionServices;
  #running: Promise<RunResult> | null = null;

  constructor(services: SessionServices) {
    this.#services = services;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Runs the slot that is due, if any. */
  runDue(trigger: SessionTrigger): Promise<RunResult> {
    return this.#alone(() => this.#runDueSlot(trigger));
  }

  /** Runs the session of this hour now, however late; when it was run already, one more of the same hour under an id of its own. */
  runNow(): Promise<RunResult> {
    return this.#alone(() => this.#runExtra());
  }

  /** Resolves when no session is under way. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => undefined);
  }

  async #alone(run: () => Promise<RunResult>): Promise<RunResult> {
    if (this.#running !== null)
      return { tag: 'already-running', sessionId: this.#services.state.sessions.current?.sessionId ?? null };
    const running = run();
    this.#running = running;
    try {
      return await running;
    } finally {
      this.#running = null;
    }
  }

  async #runDueSlot(trigger: SessionTrigger): Promise<RunResult> {
    const { state, clock, settings } = this.#services;
    const due = dueSlot({ now: clock.now(), newestSlotAt: state.sessions.newestSlotAt, lateMax: settings.slotLateMaxMs });
    if (due.tag === 'none') return { tag: 'nothing-due', nextSlotAt: due.nextSlotAt };
    const { missed } = due;
    if (missed !== null) {
      await state.record([
        { kind: 'slot-missed', slotAt: missed.oldestAt, newestMissedAt: missed.newestAt, count: missed.count },
      ]);
    }
    if (due.tag === 'missed') return { tag: 'nothing-due', nextSlotAt: due.missed.newestAt };
    const sessionId = sessionIdOf(due.slotAt);
    await runSession(this.#services, { sessionId, slotAt: due.slotAt, trigger });
    return { tag: 'ran', sessionId };
  }

  async #runExtra(): Promise<RunResult> {
    const { state, clock } = this.#services;
    const slotAt = hourStart(clock.now());
    const base = sessionIdOf(slotAt);
    const ranBefore = state.sessions.sessionsOfSlot(slotAt);
    const sessionId = ranBefore === 0 ? base : `${base}-${ranBefore + 1}`;
    await runSession(this.#services, { sessionId, slotAt, trigger: 'command' });
    return { tag: 'ran', sessionId };
  }
}
