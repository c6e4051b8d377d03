import { add, averagePrice, decimalText, ZERO_QUANTITY, ZERO_QUOTE } from '../domain/decimal.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import { isLive } from '../domain/order.ts';
import type { Proposal, ProposalFailure, ProposalState } from '../domain/proposal.ts';
import type { TrackedOrder } from '../execution/tracked-order.ts';
import type { SessionServices } from './session-services.ts';
import { stopSetFact } from './stop-set-fact.ts';

/**
 * Ends every proposal whose orders were sent and have all ended, by what their fills say. One whose order is in doubt stays as it is
 * until the doubt is resolved, so that nobody is told of a success or a failure that is not known; one of which nothing was sent yet
 * belongs to whoever is carrying it out.
 */
export async function settleProposals(services: SessionServices): Promise<void> {
  for (const { id } of services.state.proposals.underWay()) {
    const wasSent = services.state.orders.ordersOfProposal(id).some((order) => order.state.tag !== 'abandoned');
    if (wasSent) await settleProposal(services, id, 'interrupted');
  }
}

/**
 * Ends a proposal that is carried out no further; nothing when it has ended, or when an order of it may still be filled.
 * @param ifNothingWasSent  Why it failed when no order of it ever left.
 */
export async function settleProposal(
  { state, clock }: SessionServices,
  proposalId: string,
  ifNothingWasSent: ProposalFailure,
): Promise<void> {
  const proposal = state.proposals.get(proposalId);
  if (proposal === null || (proposal.state.tag !== 'approved' && proposal.state.tag !== 'executing')) return;
  const orders = state.orders.ordersOfProposal(proposalId);
  if (orders.some((order) => isLive(order.state.tag))) return;
  const ended = endedState(orders, clock.now(), ifNothingWasSent);
  const facts: readonly JournalFact[] = [
    { kind: 'proposal-changed', proposalId, state: ended },
    ...(ended.tag === 'executed' ? tighterStop(state, proposal) : []),
  ];
  await state.record(facts, { sessionId: proposal.sessionId });
}

/** An entry that added to a position brings its own stop: the tighter of the two stays, since a stop only tightens without being asked. */
function tighterStop({ portfolio }: SessionServices['state'], { terms }: Proposal): readonly JournalFact[] {
  if (terms.purpose !== 'entry') return [];
  const position = portfolio.position(terms.symbol);
  if (position === null || position.stopPrice?.gte(terms.stopPrice) === true) return [];
  return [stopSetFact(terms, 'entry')];
}

function endedState(orders: readonly TrackedOrder[], at: number, ifNothingWasSent: ProposalFailure): ProposalState {
  const filledQuantity = orders.reduce((sum, order) => add(sum, order.bookedQuantity), ZERO_QUANTITY);
  const last = orders.at(-1);
  if (last === undefined || filledQuantity.isZero())
    return { tag: 'failed', at, why: last === undefined || last.state.tag === 'abandoned' ? ifNothingWasSent : failureOf(last) };
  const paid = orders.reduce((sum, order) => add(sum, order.bookedQuote), ZERO_QUOTE);
  return {
    tag: 'executed',
    at,
    clientOrderId: last.intent.clientOrderId,
    filledQuantity: decimalText(filledQuantity),
    averagePrice: decimalText(averagePrice(paid, filledQuantity).toSignificantDigits(12)),
  };
}

function failureOf(order: TrackedOrder): ProposalFailure {
  switch (order.state.tag) {
    case 'rejected':
      return 'rejected-by-exchange';
    case 'lost':
      return 'lost';
    default:
      return 'unfilled';
  }
}
