import type { z } from 'zod';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import type { RoleStatement } from '../domain/role-statement.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { LazyText } from '../ports/llm-provider.ts';

/** All that a tool may know: frozen facts, what was proposed so far, and the guard as a function. Nothing here can act. */
export interface ToolContext {
  readonly snapshot: MarketDataSet;
  readonly portfolio: PortfolioTable;
  readonly tradableSymbols: readonly MarketSymbol[];
  /** The agent's signals of this session that still stand, oldest first. */
  readonly proposed: readonly TradeSignal[];
  /** The guard's verdict on `signal`, given the others that were proposed before it. */
  assess(signal: TradeSignal): RiskVerdict;
  describeVerdict(verdict: RiskVerdict): string;
  describePortfolio(table: PortfolioTable): string;
}

/** What a tool answers. It can change nothing: at most it returns a signal, what an agent says of proposals, or the wish to end the session. */
export interface ToolAnswer {
  /** A domain value, for a plain strategy. */
  readonly value: unknown;
  /** The same for a model. */
  readonly text: LazyText;
  readonly signal?: TradeSignal;
  /** What the agent says in a role other than the trader's. */
  readonly statements?: readonly RoleStatement[];
  readonly endsSession?: { readonly summary: string };
}

/** One thing that is wrong with an input, in words that tell how to correct it. */
export interface InputProblem {
  /** Where in the input, joined with dots; `input` is the whole of it. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** The answer to an input that has the right shape but names what is not there. */
export interface WrongInput {
  readonly problems: readonly InputProblem[];
}

/**
 * What a model may call.
 *
 * `input` is a strict object: no coercion, no unknown key. `run` is pure and only sees inputs that `input` accepts.
 * `run` is written as a method, so that tools of different inputs fit one list; the only caller is `answerToolCall`,
 * which hands it what its own schema made.
 */
export interface Tool<Input = unknown> {
  readonly name: string;
  /** For the model: what it does, when to use it, what it answers. */
  readonly description: string;
  readonly input: z.ZodType<Input>;
  /** How often a session may call it, calls with a wrong input included. */
  readonly callsMax: number;
  run(input: Input, context: ToolContext): ToolAnswer | WrongInput;
}

/** States a tool; the type of `run`'s input follows from the schema. */
export function defineTool<Input>(tool: Tool<Input>): Tool<Input> {
  return tool;
}
