import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type Actor, isOpenProposal } from '../domain/proposal.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import { buildRiskSituation } from './build-risk-situation.ts';
import { decideProposal } from './decide-proposal.ts';
import { fetchMarks } from './gather-facts.ts';
import { type SaleResult, sellPosition } from './sell-position.ts';
import type { SessionServices } from './session-services.ts';

export type CloseResult =
  | { readonly tag: 'sold'; readonly result: SaleResult }
  | { readonly tag: 'refused'; readonly verdict: Extract<RiskVerdict, { readonly tag: 'refused' }> };

/**
 * A person closes (half of) a position. It works in every control state and asks nobody again: it only takes risk off.
 * Proposals that wait for an answer in the same symbol are rejected with it, since they were made for another portfolio.
 */
export async function closePosition(
  services: SessionServices,
  wish: { readonly symbol: MarketSymbol; readonly fraction: 1 | 0.5; readonly by: Actor },
): Promise<CloseResult> {
  const { symbol, fraction, by } = wish;
  await services.state.record([{ kind: 'command-received', command: 'close', arguments: [symbol, String(fraction)], by }]);
  await rejectWaiting(services, symbol, by);
  const marks = await fetchMarks(services);
  const approve = () => {
    const situation = buildRiskSituation(services, {
      marks,
      snapshot: { id: 'close-command', asOf: services.clock.now(), problems: new Map() },
    });
    return services.riskManager.approveClose({ symbol, fraction }, situation);
  };
  const verdict = approve();
  if (verdict.tag === 'refused') return { tag: 'refused', verdict };
  const result = await sellPosition(services, {
    trade: verdict.trade,
    approveAgain: approve,
    trigger: 'C',
    reason: 'close-command',
    proposalId: null,
    sessionId: null,
  });
  return { tag: 'sold', result };
}

async function rejectWaiting(services: SessionServices, symbol: MarketSymbol, by: Actor): Promise<void> {
  for (const proposal of services.state.proposals.staged()) {
    if (proposal.terms.symbol === symbol && isOpenProposal(proposal)) {
      await decideProposal(services, proposal.id, { tag: 'reject', by, why: 'the position was closed by command' });
    }
  }
}
