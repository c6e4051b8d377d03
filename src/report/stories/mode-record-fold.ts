import { MODES, type Mode } from '../../domain/control-state.ts';
import { add, type UsdAmount, usdAmount, ZERO_USD } from '../../domain/decimal.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';

/** What sessions of one mode have done and used so far. */
export interface ModeRecord {
  /** Sessions that were completed. */
  readonly sessions: number;
  readonly proposals: number;
  /** Proposals that were carried out. */
  readonly executed: number;
  /** Calls of models. */
  readonly calls: number;
  /** Of the calls whose price is known. */
  readonly costUsd: UsdAmount;
}

const NOTHING: ModeRecord = { sessions: 0, proposals: 0, executed: 0, calls: 0, costUsd: ZERO_USD };

/** The record of every mode as a fold of the journal. What is carried out later counts for the mode that proposed it. */
export class ModeRecordFold {
  readonly #records = new Map<Mode, ModeRecord>();
  readonly #modeOfSession = new Map<string, Mode>();
  readonly #modeOfProposal = new Map<string, Mode>();

  apply({ fact, sessionId }: JournalEntry): void {
    if (fact.kind === 'proposal-changed') {
      const mode = this.#modeOfProposal.get(fact.proposalId);
      if (mode !== undefined && fact.state.tag === 'executed') this.#count(mode, { executed: 1 });
      return;
    }
    if (sessionId === null) return;
    if (fact.kind === 'session-started') this.#modeOfSession.set(sessionId, fact.mode);
    const mode = this.#modeOfSession.get(sessionId);
    if (mode === undefined) return;
    if (fact.kind === 'session-closed' && fact.outcome.tag === 'completed') this.#count(mode, { sessions: 1 });
    if (fact.kind === 'model-called') this.#count(mode, { calls: 1, costUsd: usdAmount(fact.costUsd ?? '0') });
    if (fact.kind === 'proposal-staged') {
      this.#modeOfProposal.set(fact.proposal.id, mode);
      this.#count(mode, { proposals: 1 });
    }
  }

  /** Every mode, in their order. */
  records(): ReadonlyMap<Mode, ModeRecord> {
    return new Map(MODES.map((mode) => [mode, this.#records.get(mode) ?? NOTHING]));
  }

  #count(mode: Mode, more: Partial<ModeRecord>): void {
    const before = this.#records.get(mode) ?? NOTHING;
    this.#records.set(mode, {
      sessions: before.sessions + (more.sessions ?? 0),
      proposals: before.proposals + (more.proposals ?? 0),
      executed: before.executed + (more.executed ?? 0),
      calls: before.calls + (more.calls ?? 0),
      costUsd: add(before.costUsd, more.costUsd ?? ZERO_USD),
    });
  }
}
