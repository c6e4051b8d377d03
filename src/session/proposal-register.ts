import { invariant } from '../domain/invariant.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { decodeProposal, isOpenProposal, type Proposal, proposalKey, withProposalState } from '../domain/proposal.ts';

const CLOSED_PROPOSALS_KEPT = 200;

/** All proposals of a book, as the journal tells them. A fold: the same entries give the same register. */
export class ProposalRegister {
  readonly #proposals = new Map<string, Proposal>();
  /** Those of `#proposals` that something can still happen to. */
  readonly #open = new Map<string, Proposal>();
  #stagedCount = 0;

  apply({ fact }: JournalEntry): void {
    if (fact.kind === 'proposal-staged') {
      const proposal = decodeProposal(fact.proposal);
      this.#stagedCount += 1;
      this.#put(proposal);
      this.#forgetOldest();
    } else if (fact.kind === 'proposal-changed') {
      const proposal = this.#proposals.get(fact.proposalId);
      invariant(proposal !== undefined, `a change of proposal ${fact.proposalId}, which was never staged`);
      this.#put(withProposalState(proposal, fact.state));
    }
  }

  get(id: string): Proposal | null {
    return this.#proposals.get(id) ?? null;
  }

  /** In the order of staging. */
  all(): readonly Proposal[] {
    return [...this.#proposals.values()];
  }

  open(): readonly Proposal[] {
    return [...this.#open.values()];
  }

  /** Waiting for a person, oldest first. */
  staged(): readonly Proposal[] {
    return this.open().filter((proposal) => proposal.state.tag === 'staged');
  }

  stagedWithKey(key: string): readonly Proposal[] {
    return this.staged().filter((proposal) => proposalKey(proposal) === key);
  }

  /** Approved or executing: their cash or coins are spoken for. */
  underWay(symbol?: MarketSymbol): readonly Proposal[] {
    return this.open().filter(
      (proposal) =>
        (proposal.state.tag === 'approved' || proposal.state.tag === 'executing') &&
        (symbol === undefined || proposal.terms.symbol === symbol),
    );
  }

  /** `P1` for the first proposal of a journal, and so on. */
  nextId(): string {
    return `P${this.#stagedCount + 1}`;
  }

  #put(proposal: Proposal): void {
    this.#proposals.set(proposal.id, proposal);
    if (isOpenProposal(proposal)) this.#open.set(proposal.id, proposal);
    else this.#open.delete(proposal.id);
  }

  #forgetOldest(): void {
    if (this.#proposals.size <= CLOSED_PROPOSALS_KEPT) return;
    for (const proposal of this.#proposals.values()) {
      if (isOpenProposal(proposal)) continue;
      this.#proposals.delete(proposal.id);
      return;
    }
  }
}
