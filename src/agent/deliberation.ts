import type { AggregationRecord } from '../domain/aggregation-record.ts';
import type { ContextLevel } from '../domain/context-level.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import type { EpochMs } from '../domain/time.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { Clock } from '../ports/clock.ts';
import type { AgentSeat } from './agent-assignment.ts';
import type { AgentRun, IdentifiedSignal } from './agent-run.ts';
import type { Prompts } from './prompts.ts';
import type { Tool } from './tool.ts';

/** The one tool by which each role other than the trader's answers. */
export type RoleTools = Readonly<Record<'report' | 'review' | 'objections' | 'revision', Tool>>;

/** What a session asks of its agents, and what they may know and use. */
export interface DeliberationInput {
  readonly sessionId: string;
  readonly snapshot: MarketDataSet;
  readonly portfolio: PortfolioTable;
  readonly tradableSymbols: readonly MarketSymbol[];
  /** What was decided in the sessions before, newest last; data for the models, never instructions. */
  readonly recentDecisions: () => readonly string[];
  /** The agents of the configuration, in its order. */
  readonly seats: readonly AgentSeat[];
  /** Those of a trader. */
  readonly tools: readonly Tool[];
  readonly roleTools: RoleTools;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly deadlineAt: EpochMs;
  readonly signal: AbortSignal;
  /** The verdict on `signal`, given what was proposed before it in this session. */
  assess(signal: TradeSignal, proposedBefore: readonly TradeSignal[]): RiskVerdict;
  describeVerdict(verdict: RiskVerdict): string;
  describePortfolio(table: PortfolioTable): string;
  describeMarket(snapshot: MarketDataSet, level: ContextLevel): string;
  /** Candles and indicators alone. */
  describeTechnical(snapshot: MarketDataSet, level: ContextLevel): string;
  /** What the markets do together, without candles or indicators. */
  describeMood(snapshot: MarketDataSet): string;
  /** The number of the snapshot that an evidence id names; null when it names none. */
  resolveEvidence(snapshot: MarketDataSet, id: string): number | null;
  /** The numbers in a signal's reasoning that the snapshot does not hold, as they are written. */
  wrongNumbers(snapshot: MarketDataSet, signal: TradeSignal): readonly string[];
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
