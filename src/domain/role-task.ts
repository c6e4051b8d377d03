import type { MarketDataSet } from './market-data-set.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { PortfolioTable } from './portfolio-table.ts';
import type { Objection } from './role-statement.ts';
import type { TradeSignal } from './trade-signal.ts';

/** What an agent that is no trader is asked, as plain data: a plain strategy goes by it, models read the same as words. */
export type RoleTask =
  | { readonly role: 'technical' | 'context'; readonly snapshot: MarketDataSet }
  | { readonly role: 'memory'; readonly symbols: readonly MarketSymbol[]; readonly portfolio: PortfolioTable }
  | { readonly role: 'risk-officer'; readonly proposals: readonly TradeSignal[]; readonly portfolio: PortfolioTable }
  | { readonly role: 'critic'; readonly proposals: readonly TradeSignal[]; readonly snapshot: MarketDataSet }
  | { readonly role: 'repair'; readonly symbols: readonly MarketSymbol[]; readonly snapshotId: string }
  | { readonly role: 'reviser'; readonly proposals: readonly TradeSignal[]; readonly objections: readonly Objection[] };
