import { TOOLS } from '../../tools/index.ts';
import type { AgentSeat } from '../agent/agent-assignment.ts';
import { CONFIGURATIONS } from '../agent/configurations.ts';
import type { Prompts } from '../agent/prompts.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { renderMarketContext } from '../market/render-market-context.ts';
import type { Clock } from '../ports/clock.ts';
import { describePortfolio } from '../report/describe-portfolio.ts';
import { explainVerdict } from '../report/explain-verdict.ts';
import { toVerdictRecord } from '../session/assess-signals.ts';
import type { Deliberate } from '../session/session-services.ts';

/** Joins the configured models, the tools and the words into the one function by which a session deliberates. */
export function composeDeliberate(parts: {
  readonly clock: Clock;
  readonly prompts: Prompts;
  readonly seats: readonly AgentSeat[];
  readonly symbols: readonly MarketSymbol[];
}): Deliberate {
  const { clock, prompts, seats, symbols } = parts;
  return (brief) => {
    const configuration = CONFIGURATIONS.get(brief.mode);
    invariant(configuration !== undefined, `the mode ${brief.mode} was chosen without being there`);
    return configuration({
      sessionId: brief.sessionId,
      snapshot: brief.snapshot,
      portfolio: brief.portfolio,
      tradableSymbols: symbols,
      recentDecisions: brief.recentDecisions,
      seats,
      tools: TOOLS,
      prompts,
      clock,
      deadlineAt: brief.deadlineAt,
      signal: brief.signal,
      assess: brief.assess,
      describeVerdict: (verdict) => explainVerdict(toVerdictRecord(verdict), 'en'),
      describePortfolio,
      describeMarket: (snapshot, level) => renderMarketContext(snapshot, { symbols, level }),
    });
  };
}
