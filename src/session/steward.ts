import type { Autonomy, ControlState, Mode } from '../domain/control-state.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Actor, ApprovedPortion } from '../domain/proposal.ts';
import type { DurationMs } from '../domain/time.ts';
import { type Changed, changeAutonomy, changeControl, changeMode } from './change-control.ts';
import { addNote, dropNote, type NoteResult } from './change-notes.ts';
import { type CloseResult, closePosition } from './close-position.ts';
import { type DecisionResult, decideProposal } from './decide-proposal.ts';
import { executeProposal } from './execute-proposal.ts';
import { expireProposals } from './expire-proposals.ts';
import { type RunResult, SessionRunner } from './session-runner.ts';
import type { SessionServices } from './session-services.ts';
import { raiseWorkAlert, resolveWorkAlert, type WorkKind } from './work-alert.ts';

/**
 * Everything that a person, a schedule or a replay may ask of the running bot. Requests change state by facts of the journal;
 * work that takes time runs on its own, so none of these waits for a session, a model or a chat.
 */
export class Steward {
  readonly services: SessionServices;
  readonly sessions: SessionRunner;
  readonly #work = new Set<Promise<void>>();

  constructor(services: SessionServices) {
    this.services = services;
    this.sessions = new SessionRunner(services);
  }

  get state(): SessionServices['state'] {
    return this.services.state;
  }

  get configuration(): SessionServices['configuration'] {
    return this.services.configuration;
  }

  changeControl(change: { readonly to: ControlState; readonly by: Actor; readonly why: string }): Promise<Changed<ControlState>> {
    return changeControl(this.state, change);
  }

  changeAutonomy(change: { readonly to: Autonomy; readonly by: Actor }): Promise<Changed<Autonomy>> {
    return changeAutonomy(this.state, { ...change, fileValue: this.configuration.files.autonomy });
  }

  changeMode(change: { readonly to: Mode; readonly by: Actor }): Promise<Changed<Mode>> {
    return changeMode(this.state, { ...change, fileValue: this.configuration.files.mode });
  }

  /** Consumes the proposal; its execution goes on by itself and is told as facts. */
  async approve(proposalId: string, answer: { readonly by: Actor; readonly portion: ApprovedPortion }): Promise<DecisionResult> {
    const result = await decideProposal(this.services, proposalId, { tag: 'approve', ...answer });
    if (result.tag !== 'decided') return result;
    this.services.crashPoint('press-consumed');
    this.#start('execution', `execution of ${proposalId}`, () => executeProposal(this.services, proposalId));
    return result;
  }

  reject(proposalId: string, answer: { readonly by: Actor; readonly why: string | null }): Promise<DecisionResult> {
    return decideProposal(this.services, proposalId, { tag: 'reject', ...answer });
  }

  /** Ends every staged proposal whose time is over. */
  expireProposals(): Promise<void> {
    return expireProposals(this.services);
  }

  closePosition(symbol: MarketSymbol, wish: { readonly fraction: 1 | 0.5; readonly by: Actor }): Promise<CloseResult> {
    return closePosition(this.services, { symbol, ...wish });
  }

  /** Keeps a note that models are shown until its time is over. */
  addNote(wish: { readonly text: string; readonly lifetimeMs: DurationMs; readonly by: Actor }): Promise<NoteResult> {
    return addNote(this.services, wish);
  }

  dropNote(wish: { readonly number: number; readonly by: Actor }): Promise<NoteResult> {
    return dropNote(this.services, wish);
  }

  /** Starts the session of this hour now; how it went is told as facts. */
  runSessionNow(): 'started' | 'already-running' {
    if (this.sessions.isRunning) return 'already-running';
    this.#start('session', 'session on command', () => this.sessions.runNow());
    return 'started';
  }

  runDueSession(trigger: 'schedule' | 'replay'): Promise<RunResult> {
    return this.sessions.runDue(trigger);
  }

  /** Resolves when nothing that was started is under way. */
  async idle(): Promise<void> {
    await this.sessions.idle();
    while (this.#work.size > 0) await Promise.all(this.#work);
    await this.services.protection.idle();
  }

  #start(kind: WorkKind, what: string, work: () => Promise<unknown>): void {
    const running = work()
      .then(() => resolveWorkAlert(this.state, kind))
      .catch((error: unknown) => this.#reportTrouble({ kind, what, error }))
      .finally(() => this.#work.delete(running));
    this.#work.add(running);
  }

  async #reportTrouble({
    kind,
    what,
    error,
  }: {
    readonly kind: WorkKind;
    readonly what: string;
    readonly error: unknown;
  }): Promise<void> {
    if (error instanceof InvariantError) {
      this.services.onBug(error);
      return;
    }
    this.services.log.error(`${what} failed`, { error });
    await raiseWorkAlert(this.state, { kind, what, error });
  }
}
