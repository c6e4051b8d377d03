import type { ToolContext } from '../../src/agent/tool.ts';
import { price, quantity } from '../../src/domain/decimal.ts';
import type { RiskVerdict } from '../../src/domain/risk-verdict.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import { approveForTest } from './approve-for-test.ts';
import { marketDataSet } from './market-data-set.ts';
import { portfolioTable } from './portfolio-table.ts';

/** What tools may know, for a test: a guard that approves everything unless the test says otherwise, and its verdicts as bare JSON. */
export function toolContext(changes: Partial<ToolContext> = {}): ToolContext {
  return {
    snapshot: marketDataSet([
      { symbol: 'BTCUSDT', close: 42_000 },
      { symbol: 'ETHUSDT', close: 2500 },
    ]),
    portfolio: portfolioTable(),
    tradableSymbols: ['BTCUSDT', 'ETHUSDT'],
    proposed: [],
    assess: approvingGuard,
    describeVerdict: (verdict) => JSON.stringify(verdict),
    describePortfolio: (table) => `cash ${table.total.cash.toFixed()}`,
    ...changes,
  };
}

/** Approves every signal as a sale of one coin: what the terms are is no matter of the tools. */
export function approvingGuard(signal: TradeSignal): RiskVerdict {
  const trade = approveForTest({ purpose: 'exit', symbol: signal.symbol, quantity: quantity(1), referencePrice: price(42_000) });
  return { tag: 'approved', trade, reductions: [] };
}
