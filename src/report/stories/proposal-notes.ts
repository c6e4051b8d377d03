import type { JournalEntry } from '../../domain/journal-entry.ts';
import { decodeProposal, isOpenProposal, type Proposal } from '../../domain/proposal.ts';

/** Proposals as they stand. Those that ended are kept until a later session starts, since reports still name them. */
export class ProposalNotes {
  readonly #proposals = new Map<string, Proposal>();

  apply({ sessionId, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'session-started':
        this.#forgetEnded(sessionId);
        break;
      case 'proposal-staged':
        this.#proposals.set(fact.proposal.id, decodeProposal(fact.proposal));
        break;
      case 'proposal-changed': {
        const proposal = this.#proposals.get(fact.proposalId);
        if (proposal !== undefined) this.#proposals.set(proposal.id, { ...proposal, state: fact.state });
        break;
      }
      default:
    }
  }

  of(id: string | null): Proposal | null {
    return id === null ? null : (this.#proposals.get(id) ?? null);
  }

  get all(): ReadonlyMap<string, Proposal> {
    return this.#proposals;
  }

  #forgetEnded(currentSessionId: string | null): void {
    for (const [id, proposal] of this.#proposals) {
      if (proposal.sessionId !== currentSessionId && !isOpenProposal(proposal)) this.#proposals.delete(id);
    }
  }
}
