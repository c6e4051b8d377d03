import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';

/** Puts the mark of approval on terms: the only place that makes an ApprovedTrade. Called by the RiskManager alone. */
export function approve<Terms extends TradeTerms>(terms: Terms): ApprovedTrade<Terms> {
  return terms as ApprovedTrade<Terms>;
}
