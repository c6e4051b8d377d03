import type { Autonomy, Mode } from '../domain/control-state.ts';
import { faultCodeOf } from '../domain/fault.ts';
import { fillKey } from '../domain/fill.ts';
import type { FactOf, JournalEntry, JournalFact } from '../domain/journal-entry.ts';
import { OrderTracker } from '../execution/order-tracker.ts';
import { PortfolioManager } from '../portfolio/portfolio-manager.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { AlertRegister } from './alert-register.ts';
import { ControlRegister } from './control-register.ts';
import { DecisionMemory } from './decision-memory.ts';
import { DriftRegister } from './drift-register.ts';
import { LimitRegister } from './limit-register.ts';
import { mayGoUnwritten } from './may-go-unwritten.ts';
import { NoteRegister } from './note-register.ts';
import { OverrideRegister } from './override-register.ts';
import { ProposalRegister } from './proposal-register.ts';
import { ProtectionRegister } from './protection-register.ts';
import { RefusedProtection } from './refused-protection.ts';
import { RejectRegister } from './reject-register.ts';
import { SessionRegister } from './session-register.ts';
import { SpendRegister } from './spend-register.ts';

interface Fold {
  apply(entry: JournalEntry): void;
}

export interface RecordContext {
  readonly sessionId: string | null;
}

/**
 * The journal and everything that is a fold of it. `record` is the only way in which state changes: facts take effect in memory at once,
 * so that nothing can be decided twice on an old state, and the promise resolves when they are durable, before any outside effect.
 */
export class JournaledState {
  readonly portfolio: PortfolioManager;
  readonly orders: OrderTracker;
  readonly proposals = new ProposalRegister();
  readonly control: ControlRegister;
  readonly sessions = new SessionRegister();
  readonly protection = new ProtectionRegister();
  readonly rejects = new RejectRegister();
  readonly refusedProtection = new RefusedProtection();
  readonly drift = new DriftRegister();
  readonly spend = new SpendRegister();
  readonly memory: DecisionMemory;
  readonly notes = new NoteRegister();
  readonly alerts = new AlertRegister();
  readonly overrides = new OverrideRegister();
  readonly limits = new LimitRegister();
  readonly bookId: string;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #folds: readonly Fold[];
  #opening: FactOf<'journal-opened'> | null = null;
  #isJournalFailed = false;
  #lastMarks: FactOf<'equity-marked'>['marks'] = {};
  readonly #listeners: ((entry: JournalEntry) => void)[] = [];

  constructor(options: {
    readonly journal: Journal;
    readonly clock: Clock;
    readonly bookId: string;
    readonly start: { readonly autonomy: Autonomy; readonly mode: Mode };
  }) {
    this.#journal = options.journal;
    this.#clock = options.clock;
    this.bookId = options.bookId;
    this.portfolio = new PortfolioManager({ bookId: options.bookId });
    this.orders = new OrderTracker();
    this.memory = new DecisionMemory({ bookId: options.bookId });
    this.control = new ControlRegister(options.start);
    this.#folds = [
      this.portfolio,
      this.orders,
      this.proposals,
      this.control,
      this.sessions,
      this.protection,
      this.rejects,
      this.refusedProtection,
      this.drift,
      this.spend,
      this.memory,
      this.notes,
      this.alerts,
      this.overrides,
      this.limits,
    ];
  }

  /** Reads the journal from its beginning. Listeners are not told of what is already there. */
  async load(): Promise<void> {
    for await (const entry of this.#journal.read()) this.#apply(entry);
  }

  /**
   * @returns a promise that resolves when the facts are durable. They already count when the call returns.
   *   Facts that say again what is known (the same fill, the same end of an order) are left out.
   *   It rejects when the disk takes nothing, except where all of the facts may go unwritten (`mayGoUnwritten`).
   */
  record(facts: readonly JournalFact[], context: RecordContext = { sessionId: null }): Promise<void> {
    const fresh = facts.filter((fact) => this.#isNews(fact));
    if (fresh.length === 0) return Promise.resolve();
    this.orders.assertSteps(fresh);
    const at = this.#clock.now();
    const { entries, durable } = this.#journal.append(
      fresh.map((fact) => ({ at, bookId: this.bookId, sessionId: context.sessionId, fact })),
    );
    for (const entry of entries) this.#apply(entry);
    const tell = (): void => {
      for (const entry of entries) for (const listener of this.#listeners) listener(entry);
    };
    return durable.then(tell, (error: unknown) => {
      if (faultCodeOf(error) !== 'storage') throw error;
      this.#isJournalFailed = true;
      if (!fresh.every(mayGoUnwritten)) throw error;
      tell();
    });
  }

  /** True from the first entry that the disk did not take until all of them are written. */
  get isJournalFailed(): boolean {
    return this.#isJournalFailed;
  }

  /** Tries to write what the disk did not take. @returns true when nothing is unwritten any more. */
  async rewriteJournal(): Promise<boolean> {
    if (this.#isJournalFailed) this.#isJournalFailed = !((await this.#journal.rewrite?.()) ?? false);
    return !this.#isJournalFailed;
  }

  /** Calls back for every entry recorded from now on, in order, once it is durable: nobody is told of what a crash could undo. A listener takes note and returns. */
  onEntry(listener: (entry: JournalEntry) => void): void {
    this.#listeners.push(listener);
  }

  /** What the journal was opened for; null before its first entry. */
  get opening(): FactOf<'journal-opened'> | null {
    return this.#opening;
  }

  /** The newest prices in the journal; empty before the first session. */
  get lastMarks(): FactOf<'equity-marked'>['marks'] {
    return this.#lastMarks;
  }

  get lastSequence(): number {
    return this.#journal.lastSequence;
  }

  read(fromSequence?: number): AsyncIterable<JournalEntry> {
    return this.#journal.read(fromSequence);
  }

  #apply(entry: JournalEntry): void {
    if (entry.fact.kind === 'journal-opened') this.#opening = entry.fact;
    else if (entry.fact.kind === 'equity-marked') this.#lastMarks = entry.fact.marks;
    for (const fold of this.#folds) fold.apply(entry);
  }

  #isNews(fact: JournalFact): boolean {
    if (fact.kind === 'fill-booked') return !this.portfolio.knownFill(fillKey(fact.fill));
    if (fact.kind === 'order-changed') return this.orders.isNews(fact.clientOrderId, fact.state);
    return true;
  }
}
