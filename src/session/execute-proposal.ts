import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';
import { decimalText, notional, ZERO_QUOTE } from '../domain/decimal.ts';
import { encode } from '../domain/encoded.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { Marks } from '../domain/position.ts';
import type { Proposal, ProposalFailure, ProposalState } from '../domain/proposal.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import { type PlannedOrder, type PlanResult, planOrder } from '../execution/plan-order.ts';
import { buildRiskSituation } from './build-risk-situation.ts';
import { fetchMarks } from './gather-facts.ts';
import { nextOrderIds } from './order-ids.ts';
import { type SaleResult, sellPosition } from './sell-position.ts';
import { sendEntry } from './send-entry.ts';
import type { SessionServices } from './session-services.ts';
import { settleProposal } from './settle-proposals.ts';
import { stopSetFact } from './stop-set-fact.ts';

type TermsOf<Purpose extends TradeTerms['purpose']> = Extract<TradeTerms, { readonly purpose: Purpose }>;

/** What the second judgement, on fresh prices, made of an approved proposal. */
type Judged =
  | { readonly tag: 'stopped' }
  | { readonly tag: 'entry'; readonly order: PlannedOrder; readonly trade: ApprovedTrade<TermsOf<'entry'>> }
  | { readonly tag: 'exit'; readonly trade: ApprovedTrade<TermsOf<'exit'>> }
  | { readonly tag: 'moved-stop' };

/**
 * Carries out an approved proposal: judged again on fresh prices, planned, sent once, protected, booked. It is the same path for what
 * policy approved inside a session and for what a person approved later; the proposal's state in the journal makes it run once.
 */
export async function executeProposal(services: SessionServices, proposalId: string): Promise<void> {
  try {
    await carryOut(services, proposalId);
  } catch (error) {
    if (!(error instanceof InvariantError)) await settleProposal(services, proposalId, 'interrupted');
    throw error;
  }
}

/** Carries out several, one after the other. Outside trouble with one ends those after it: their prices would be old when it is over. */
export async function executeProposals(services: SessionServices, proposalIds: readonly string[]): Promise<void> {
  for (const [index, proposalId] of proposalIds.entries()) {
    try {
      await executeProposal(services, proposalId);
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      for (const later of proposalIds.slice(index + 1)) await settleProposal(services, later, 'interrupted');
      throw error;
    }
  }
}

async function carryOut(services: SessionServices, proposalId: string): Promise<void> {
  const marks = await fetchMarks(services);
  const approved = proposalOf(services, proposalId);
  const judged = await services.queue.run('trade', () => judgeAgain(services, proposalId, marks));
  const proposal = proposalOf(services, proposalId);
  const { symbol } = proposal.terms;
  switch (judged.tag) {
    case 'stopped':
      return;
    case 'moved-stop':
      return services.protection.protect(symbol);
    case 'entry': {
      const result = await sendEntry(services, judged.order, () => judgeLate(services, approved));
      await settleProposal(services, proposalId, failureWithoutOrder(result));
      return services.protection.protect(symbol);
    }
    case 'exit': {
      const result = await sellPosition(services, {
        trade: judged.trade,
        approveAgain: () => approveExitAgain(services, proposalId, marks),
        trigger: proposalId,
        reason: 'signal',
        proposalId,
        sessionId: proposal.sessionId,
      });
      return settleProposal(services, proposalId, failureWithoutOrder(result));
    }
  }
}

/** An entry that came too late, on the prices of now, in the portion that was approved. Null when the guard refuses it by now. */
async function judgeLate(services: SessionServices, approved: Proposal): Promise<PlannedOrder | null> {
  const marks = await fetchMarks(services);
  return services.queue.run('trade', async () => {
    const verdict = reassess(services, approved, marks);
    const isUnderWay = proposalOf(services, approved.id).state.tag === 'executing';
    if (!isUnderWay || verdict.tag === 'refused' || verdict.trade.purpose !== 'entry') return null;
    const plan = planEntry(services, approved, verdict.trade, marks);
    return plan.tag === 'planned' ? plan.order : null;
  });
}

/** Runs in the account queue: judges, and journals that the proposal is being executed, without waiting for the network. */
async function judgeAgain(services: SessionServices, proposalId: string, marks: Marks): Promise<Judged> {
  const proposal = proposalOf(services, proposalId);
  if (proposal.state.tag !== 'approved') return { tag: 'stopped' };
  const verdict = reassess(services, proposal, marks);
  if (verdict.tag === 'refused')
    return stop(services, proposal, { tag: 'blocked', at: services.clock.now(), reasons: encode(verdict.reasons) });
  const { trade } = verdict;
  switch (trade.purpose) {
    case 'entry':
      return startEntry(services, proposal, trade, marks);
    case 'exit':
      await startExecution(services, proposal, []);
      return { tag: 'exit', trade };
    case 'move-stop':
      await moveStop(services, proposal, trade);
      return { tag: 'moved-stop' };
    case 'stop':
      throw new InvariantError(`proposal ${proposalId} asks for a stop order, which only protection places`);
  }
}

function reassess(services: SessionServices, proposal: Proposal, marks: Marks): RiskVerdict {
  invariant(proposal.state.tag === 'approved' || proposal.state.tag === 'executing', `proposal ${proposal.id} is not approved`);
  const { terms } = proposal;
  invariant(terms.purpose !== 'stop', `proposal ${proposal.id} asks for a stop order, which only protection places`);
  const portion = proposal.state.tag === 'approved' ? proposal.state.portion : 1;
  const { snapshotId } = proposal.signal;
  const situation = buildRiskSituation(services, {
    marks,
    snapshot: { id: snapshotId, asOf: services.clock.now(), problems: new Map() },
    exceptProposalId: proposal.id,
  });
  return services.riskManager.reassess(terms, { signal: proposal.signal, situation, portion });
}

async function startEntry(
  services: SessionServices,
  proposal: Proposal,
  trade: ApprovedTrade<TermsOf<'entry'>>,
  marks: Marks,
): Promise<Judged> {
  const plan = planEntry(services, proposal, trade, marks);
  if (plan.tag === 'unplaceable')
    return stop(services, proposal, { tag: 'failed', at: services.clock.now(), why: 'unplaceable' });
  const stopSet = isHeld(services, trade) ? [] : [stopSetFact(trade, proposal.id)];
  await startExecution(services, proposal, stopSet, plan.order.intent.clientOrderId);
  return { tag: 'entry', order: plan.order, trade };
}

function planEntry(
  services: SessionServices,
  proposal: Proposal,
  trade: ApprovedTrade<TermsOf<'entry'>>,
  marks: Marks,
): PlanResult {
  const { instruments, settings, state } = services;
  const { symbol } = trade;
  const instrument = instruments.get(symbol);
  const mark = marks.get(symbol);
  invariant(instrument !== undefined && mark !== undefined, `the guard approved ${symbol} without an instrument or a price`);
  const ids = nextOrderIds(services, { trigger: proposal.id, symbol, leg: 'e' });
  return planOrder({
    trade,
    instrument,
    mark: mark.price,
    clientOrderId: ids.order,
    list: {
      ids: ids.list,
      stopPriceMin: state.portfolio.position(symbol)?.stopPrice ?? null,
      targetPrice: trade.targetPrice,
      restingExits: state.orders.openStopOrders().get(symbol) ?? 0,
      feeFraction: services.fees.takerFraction,
    },
    entryKind: settings.entryKind,
    reason: 'signal',
    proposalId: proposal.id,
    sessionId: proposal.sessionId,
  });
}

async function moveStop(services: SessionServices, proposal: Proposal, trade: TermsOf<'move-stop'>): Promise<void> {
  const { state, clock } = services;
  const targetPrice = state.portfolio.position(trade.symbol)?.targetPrice ?? null;
  const done: ProposalState = { tag: 'executed', at: clock.now(), clientOrderId: null, filledQuantity: '0', averagePrice: null };
  await startExecution(services, proposal, [
    {
      kind: 'stop-set',
      symbol: trade.symbol,
      stopPrice: decimalText(trade.stopPrice),
      targetPrice: targetPrice === null ? null : decimalText(targetPrice),
      by: proposal.id,
    },
    { kind: 'proposal-changed', proposalId: proposal.id, state: done },
  ]);
}

/** False also for a remainder that the market would not sell: its stop of old means nothing to a new entry. */
function isHeld({ state, instruments }: SessionServices, { symbol, referencePrice }: TermsOf<'entry'>): boolean {
  const position = state.portfolio.position(symbol);
  return position !== null && notional(referencePrice, position.quantity).gte(instruments.get(symbol)?.notionalMin ?? ZERO_QUOTE);
}

function startExecution(
  services: SessionServices,
  proposal: Proposal,
  facts: readonly JournalFact[],
  clientOrderId: string | null = null,
) {
  return services.state.record(
    [{ kind: 'proposal-changed', proposalId: proposal.id, state: { tag: 'executing', clientOrderId } }, ...facts],
    {
      sessionId: proposal.sessionId,
    },
  );
}

async function stop(services: SessionServices, proposal: Proposal, state: ProposalState): Promise<Judged> {
  await services.state.record([{ kind: 'proposal-changed', proposalId: proposal.id, state }], { sessionId: proposal.sessionId });
  return { tag: 'stopped' };
}

function approveExitAgain(services: SessionServices, proposalId: string, marks: Marks): RiskVerdict<TermsOf<'exit'>> {
  const verdict = reassess(services, proposalOf(services, proposalId), marks);
  if (verdict.tag === 'refused') return verdict;
  const { trade, ...rest } = verdict;
  if (trade.purpose !== 'exit') throw new InvariantError(`proposal ${proposalId} was an exit and became ${trade.purpose}`);
  return { ...rest, trade };
}

/** A sale is refused after it was approved only when a halt came while its stop was being cancelled, or when the coins are gone. */
function failureWithoutOrder(result: SaleResult): ProposalFailure {
  switch (result.tag) {
    case 'abandoned':
      return 'stopped-by-control';
    case 'refused':
      return result.verdict.reasons.some(({ code }) => code === 'control-state') ? 'stopped-by-control' : 'unfilled';
    case 'unplaceable':
    case 'stop-not-cancelled':
      return result.tag;
    default:
      return 'unfilled';
  }
}

function proposalOf(services: SessionServices, proposalId: string): Proposal {
  const proposal = services.state.proposals.get(proposalId);
  invariant(proposal !== null, `there is no proposal ${proposalId}`);
  return proposal;
}
