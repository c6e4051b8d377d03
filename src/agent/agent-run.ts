import type { AgentOutcome, AgentUsage } from '../domain/journal-entry.ts';
import type { RoleStatement } from '../domain/role-statement.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { LlmMessage } from '../ports/llm-provider.ts';

/** A signal with its id, which is derived from the session, the agent and how many signals it gave before: `20240101T13-trader-2`. */
export interface IdentifiedSignal {
  readonly signalId: string;
  readonly signal: TradeSignal;
}

/** What came of one agent's conversation. */
export interface AgentRun {
  readonly agent: string;
  readonly provider: string;
  readonly model: string;
  /** Anything but `finished` is an invalid vote: the agent abstains, whatever it proposed before. */
  readonly outcome: AgentOutcome;
  /** Answers that the model gave. */
  readonly turns: number;
  readonly toolCalls: readonly { readonly name: string; readonly ok: boolean }[];
  /** The sum over all turns. */
  readonly usage: AgentUsage;
  /** What stands at the end; what the agent replaced or withdrew is only in the conversation. Kept of invalid votes too, for the record. */
  readonly signals: readonly IdentifiedSignal[];
  /** What the agent said in its last step in a role other than the trader's: reports, reviews, objections, revisions. */
  readonly statements: readonly RoleStatement[];
  /** What the agent said when it finished; for other outcomes its last words or the provider's message. At most 400 characters. */
  readonly summary: string;
  readonly messages: readonly LlmMessage[];
  readonly promptHash: string;
  /** Who should have answered and could not; absent when nobody stood in. Then `provider` and `model` name who did. */
  readonly stoodInFor?: { readonly provider: string; readonly model: string; readonly why: string };
}

export const NO_USAGE: AgentUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export function addUsage(left: AgentUsage, right: AgentUsage): AgentUsage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    cacheReadTokens: left.cacheReadTokens + right.cacheReadTokens,
    cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
  };
}

/** All tokens of the calls, those included that the vendor read from its cache. */
export function tokensOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: AgentUsage): number {
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
}
