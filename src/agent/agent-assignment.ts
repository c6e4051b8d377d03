import type { ContextLevel } from '../domain/context-level.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';
import type { RoleTask } from '../domain/role-task.ts';
import type { EpochMs } from '../domain/time.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { Clock } from '../ports/clock.ts';
import type { LazyText, LlmProvider } from '../ports/llm-provider.ts';
import type { AgentBounds } from './agent-bounds.ts';
import type { Tool, ToolContext } from './tool.ts';

/** Who deliberates, and with which model. */
export interface AgentSeat {
  /** The role's name in the journal: `trader`. */
  readonly agent: string;
  readonly provider: LlmProvider;
  readonly model: string;
  readonly outputTokensMax: number;
  readonly effort: LlmEffort;
  readonly bounds: AgentBounds;
  /** Who stands in when the provider fails, first to last; from then on the conversation is theirs. */
  readonly fallbacks: readonly { readonly provider: LlmProvider; readonly model: string }[];
  /** The words that tell the agent its part, for the end of its first message. */
  readonly rolePrompt: string;
  /** How much of the market its first message tells. */
  readonly contextLevel: ContextLevel;
}

export interface AgentAssignment {
  readonly sessionId: string;
  readonly seat: AgentSeat;
  readonly system: LazyText;
  /** The first user message. */
  readonly task: LazyText;
  /** How many characters from its beginning other agents of the session are told, too; none when absent. */
  readonly sharedLength?: () => number;
  /** The same for a plain strategy; absent for a trader, whom the tools tell. */
  readonly taskFacts?: RoleTask;
  readonly promptHash: string;
  /** All that are shown; agents of one configuration may see the same, so that a vendor's cache serves them all. */
  readonly tools: readonly Tool[];
  /** The names of those that the role may call; all when absent. */
  readonly roleTools?: readonly string[];
  readonly bounds: AgentBounds;
  readonly clock: Clock;
  readonly deadlineAt: EpochMs;
  /** Aborting it ends the conversation as `cancelled`. */
  readonly signal: AbortSignal;
  /** Called when the first answer has come. */
  readonly onFirstReply?: () => void;
  /** What tools may know when these signals stand. */
  contextAfter(proposed: readonly TradeSignal[]): ToolContext;
}
