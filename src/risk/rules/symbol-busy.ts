import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type RiskRule, type RuleRefusal, refusal } from '../risk-rule.ts';
import type { RiskSituation } from '../risk-situation.ts';

/** One order at a time in a symbol: a second one could buy or sell the same coins twice. */
export const symbolBusy: RiskRule = {
  name: 'symbol-busy',
  limits: [],
  judgeEntry: judgeBusy,
  judgeExit: judgeBusy,
};

function judgeBusy({ symbol }: { readonly symbol: MarketSymbol }, { busySymbols }: RiskSituation): RuleRefusal | null {
  return busySymbols.has(symbol) ? refusal({ code: 'symbol-busy', symbol, what: 'order-in-flight' }) : null;
}
