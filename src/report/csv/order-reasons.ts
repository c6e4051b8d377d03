import type { FactOf, JournalFact } from '../../domain/journal-entry.ts';
import type { ClientOrderId } from '../../domain/order.ts';
import { PROPOSAL_TRANSITIONS } from '../../domain/proposal.ts';

const REASON_TEXTS: Readonly<Record<FactOf<'fill-booked'>['reason'], string>> = {
  signal: 'Signal',
  protection: 'Stop loss hit',
  target: 'Target reached',
  'close-command': 'Closed by command',
  'emergency-exit': 'Emergency exit',
  unknown: 'Unknown',
};

/** Why orders were sent, in words: the agent's own reasoning where a proposal stands behind the order. Ended proposals are forgotten. */
export class OrderReasons {
  readonly #reasoningByProposal = new Map<string, string>();
  readonly #reasoningByOrder = new Map<ClientOrderId, string>();

  apply(fact: JournalFact): void {
    if (fact.kind === 'proposal-staged') this.#reasoningByProposal.set(fact.proposal.id, fact.proposal.signal.reasoning);
    if (fact.kind === 'proposal-changed' && PROPOSAL_TRANSITIONS[fact.state.tag].length === 0) {
      this.#reasoningByProposal.delete(fact.proposalId);
    }
    if (fact.kind === 'order-intended' && fact.intent.proposalId !== null) {
      const reasoning = this.#reasoningByProposal.get(fact.intent.proposalId);
      if (reasoning !== undefined) this.#reasoningByOrder.set(fact.intent.clientOrderId, reasoning);
    }
  }

  of(clientOrderId: ClientOrderId, reason: FactOf<'fill-booked'>['reason']): string {
    return (reason === 'signal' ? this.#reasoningByOrder.get(clientOrderId) : undefined) ?? REASON_TEXTS[reason];
  }

  forget(clientOrderId: ClientOrderId): void {
    this.#reasoningByOrder.delete(clientOrderId);
  }
}
