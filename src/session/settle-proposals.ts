import { add, averagePrice, decimalText, ZERO_QUANTITY, ZERO_QUOTE } from '../domain/decimal.ts';
import { isLive } from '../domain/order.ts';
import type { Proposal, ProposalFailure, ProposalState } from '../domain/proposal.ts';
import type { TrackedOrder } from '../execution/tracked-order.ts';
import type { SessionServices } from './session-services.ts';

/**
 * Ends every proposal whose orders have all ended, by what their fills say. One whose order is in doubt stays as it is until the doubt
 * is resolved, so that nobody is told of a success or a failure that is not known.
 */
export async function settleProposals(services: SessionServices): Promise<void> {
  for (const proposal of services.state.proposals.underWay()) {
    if (proposal.state.tag === 'executing') await settleProposal(services, proposal, 'interrupted');
  }
}

/** @param ifNothingWasSent  Why it failed when no order of it ever left. */
export async function settleProposal(
  services: SessionServices,
  proposal: Proposal,
  ifNothingWasSent: ProposalFailure,
): Promise<void> {
  const { state, clock } = services;
  const orders = state.orders.ordersOfProposal(proposal.id);
  if (orders.some((order) => isLive(order.state.tag))) return;
  const ended = endedState(orders, clock.now(), ifNothingWasSent);
  await state.record([{ kind: 'proposal-changed', proposalId: proposal.id, state: ended }], { sessionId: proposal.sessionId });
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
