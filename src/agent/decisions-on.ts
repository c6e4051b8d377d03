import type { MarketSymbol } from '../domain/market-symbol.ts';
import { wantedShare } from '../domain/trade-signal.ts';
import type { AgentRun } from './agent-run.ts';
import type { Decision } from './deliberation.ts';
import type { RuledTrade } from './voting/aggregate.ts';

/** One agent's signals on a symbol, with the open or close as the rules left it; nothing of an agent that abstains. */
export function decisionsOn(
  { outcome, agent, signals }: AgentRun,
  { symbol, trade }: { readonly symbol: MarketSymbol; readonly trade: RuledTrade['trade'] },
): readonly Decision[] {
  if (outcome !== 'finished') return [];
  return signals.flatMap(({ signalId, signal }): readonly Decision[] => {
    if (signal.symbol !== symbol) return [];
    // A position that is closed as a whole needs no stop.
    if (signal.action === 'move-stop' && trade?.action === 'close' && wantedShare(trade) === 1) return [];
    if (signal.action !== 'open' && signal.action !== 'close') return [{ signalId, agent, signal }];
    return trade === null ? [] : [{ signalId, agent, signal: trade }];
  });
}
