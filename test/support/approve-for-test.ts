import type { ApprovedTrade, TradeTerms } from '../../src/domain/approved-trade.ts';

/** Stands in for the RiskManager where a test is not about it. Only `src/risk` may make approvals outside of tests. */
export function approveForTest<Terms extends TradeTerms>(terms: Terms): ApprovedTrade<Terms> {
  return terms as ApprovedTrade<Terms>;
}
