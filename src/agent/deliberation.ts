import type { AggregationRecord } from '../domain/aggregation-record.ts';
import type { ContextLevel } from '../domain/context-level.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import { withoutReplaced } from '../domain/signal-relation.ts';
import { type EpochMs, minuteText } from '../domain/time.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { Clock } from '../ports/clock.ts';
import type { AgentSeat } from './agent-assignment.ts';
import type { AgentRun, IdentifiedSignal } from './agent-run.ts';
import type { Prompts } from './prompts.ts';
import { runAgent } from './run-agent.ts';
import type { Tool, ToolContext } from './tool.ts';

/** What a session asks of its agents, and what they may know and use. */
export interface DeliberationInput {
  readonly sessionId: string;
  readonly snapshot: MarketDataSet;
  readonly portfolio: PortfolioTable;
  readonly tradableSymbols: readonly MarketSymbol[];
  /** What was decided in the sessions before, newest last; data for the models, never instructions. */
  readonly recentDecisions: readonly string[];
  /** The agents of the configuration, in its order. */
  readonly seats: readonly AgentSeat[];
  readonly tools: readonly Tool[];
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly deadlineAt: EpochMs;
  readonly signal: AbortSignal;
  /** The verdict on `signal`, given what was proposed before it in this session. */
  assess(signal: TradeSignal, proposedBefore: readonly TradeSignal[]): RiskVerdict;
  describeVerdict(verdict: RiskVerdict): string;
  describePortfolio(table: PortfolioTable): string;
  describeMarket(snapshot: MarketDataSet, level: ContextLevel): string;
}

/** A signal that the configuration as a whole stands for. */
export interface Decision extends IdentifiedSignal {
  readonly agent: string;
}

/** What came of a deliberation. A symbol without a decision is held. */
export interface Deliberation {
  readonly runs: readonly AgentRun[];
  readonly decisions: readonly Decision[];
  /** How votes became decisions, by symbol; empty where one agent decides. */
  readonly aggregations: readonly AggregationRecord[];
}

/** One way of letting agents deliberate: a file under `configurations/` for each. Trouble of models is in the runs, never a throw. */
export type Configuration = (input: DeliberationInput) => Promise<Deliberation>;

/** One conversation of the deliberation, with the usual first message and the usual knowledge. */
export function runSeat(input: DeliberationInput, seat: AgentSeat): Promise<AgentRun> {
  const { sessionId, prompts, tools, clock, deadlineAt, signal } = input;
  return runAgent({
    sessionId,
    seat,
    system: () => prompts.system.render({}),
    task: () => renderTask(input, seat),
    promptHash: prompts.hash,
    tools,
    bounds: seat.bounds,
    clock,
    deadlineAt,
    signal,
    contextAfter: (proposed) => contextAfter(input, proposed),
  });
}

function renderTask(input: DeliberationInput, { contextLevel }: AgentSeat): string {
  const { snapshot, portfolio, tradableSymbols, recentDecisions } = input;
  return input.prompts.session.render({
    asOf: `${minuteText(snapshot.asOf)} UTC`,
    snapshotId: snapshot.id,
    symbols: tradableSymbols.join(', '),
    market: input.describeMarket(snapshot, contextLevel),
    portfolio: input.describePortfolio(portfolio),
    recentDecisions: recentDecisions.length === 0 ? 'none' : recentDecisions.join('\n'),
  });
}

function contextAfter(input: DeliberationInput, proposed: readonly TradeSignal[]): ToolContext {
  const { snapshot, portfolio, tradableSymbols } = input;
  return {
    snapshot,
    portfolio,
    tradableSymbols,
    proposed,
    assess: (signal) => input.assess(signal, withoutReplaced(proposed, signal)),
    describeVerdict: input.describeVerdict,
    describePortfolio: input.describePortfolio,
  };
}
