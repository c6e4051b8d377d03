import { ROLE_TOOLS, TOOLS } from '../../tools/index.ts';
import type { AgentSeat } from '../agent/agent-assignment.ts';
import { CONFIGURATIONS } from '../agent/configurations.ts';
import type { Prompts } from '../agent/prompts.ts';
import type { Mode } from '../domain/control-state.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { resolveEvidence } from '../market/evidence.ts';
import { wrongNumbers } from '../market/quoted-numbers.ts';
import { renderMarketContext, renderMarketPart, renderTechnicalPart } from '../market/render-market-context.ts';
import type { Clock } from '../ports/clock.ts';
import { describePortfolio } from '../report/describe-portfolio.ts';
import { explainVerdict } from '../report/explain-verdict.ts';
import { toVerdictRecord } from '../session/assess-signals.ts';
import type { Deliberate } from '../session/session-services.ts';

/** Joins the configured models, the tools and the words into the one function by which a session deliberates. */
export function composeDeliberate(parts: {
  readonly clock: Clock;
  readonly prompts: Prompts;
  /** Who deliberates in a mode, and all with the one model when it is given. */
  readonly seatsOf: (session: { readonly mode: Mode; readonly model: string | null }) => readonly AgentSeat[];
  readonly symbols: readonly MarketSymbol[];
}): Deliberate {
  const { clock, prompts, seatsOf, symbols } = parts;
  return (brief) => {
    const configuration = CONFIGURATIONS.get(brief.mode);
    invariant(configuration !== undefined, `the mode ${brief.mode} was chosen without being there`);
    return configuration({
      sessionId: brief.sessionId,
      snapshot: brief.snapshot,
      portfolio: brief.portfolio,
      tradableSymbols: symbols,
      recentDecisions: brief.recentDecisions,
      seats: seatsOf(brief),
      tools: TOOLS,
      roleTools: ROLE_TOOLS,
      prompts,
      clock,
      deadlineAt: brief.deadlineAt,
      signal: brief.signal,
      assess: brief.assess,
      describeVerdict: (verdict) => explainVerdict(toVerdictRecord(verdict), 'en'),
      describePortfolio,
      describeMarket: (snapshot, level) => renderMarketContext(snapshot, { symbols, level }),
      describeTechnical: (snapshot, level) => renderTechnicalPart(snapshot, { symbols, level }),
      describeMood: (snapshot) => renderMarketPart(snapshot, { symbols }),
      resolveEvidence,
      wrongNumbers,
    });
  };
}
