import type { Instrument } from '../../domain/instrument.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type RiskRule, type RuleRefusal, refusal } from '../risk-rule.ts';

/** A market is entered only on sound data, while it trades, and where a stop can rest on the exchange; an exit needs only that it trades. */
export const symbolTradable: RiskRule = {
  name: 'symbol-tradable',
  limits: [],
  judgeEntry({ symbol, instrument }, { snapshot }) {
    const problem = snapshot.problems.get(symbol)?.[0];
    if (problem !== undefined) return refusal({ code: 'symbol-untradable', symbol, problem });
    if (!instrument.orderTypes.some((type) => type === 'stop-loss' || type === 'stop-loss-limit')) {
      return refusal({ code: 'symbol-untradable', symbol, problem: 'the exchange takes no stop orders on it' });
    }
    return haltedRefusal(symbol, instrument);
  },
  judgeExit: ({ symbol, instrument }) => haltedRefusal(symbol, instrument),
};

function haltedRefusal(symbol: MarketSymbol, { status }: Instrument): RuleRefusal | null {
  return status === 'trading' ? null : refusal({ code: 'symbol-untradable', symbol, problem: 'the exchange has halted it' });
}
