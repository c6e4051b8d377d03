import type { AgentUsage } from '../domain/journal-entry.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';
import type { RoleTask } from '../domain/role-task.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';

/** Text that costs something to make: made only when somebody reads it. Calling it twice gives the same text. */
export type LazyText = () => string;

/** A tool as the model sees it. `inputSchema` is JSON Schema (2020-12, root object, no `$schema`), the same for every vendor. */
export interface LlmTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface LlmToolCall {
  /** The vendor's id of the call; unique within a conversation. */
  readonly id: string;
  readonly name: string;
  /** The parsed JSON of the input, not yet checked against the tool's schema. */
  readonly input: unknown;
}

/** The one answer to a tool call. `value` is for a plain strategy, `text` for models. */
export interface LlmToolResult {
  readonly callId: string;
  readonly toolName: string;
  readonly ok: boolean;
  readonly value: unknown;
  readonly text: LazyText;
}

/** One step of a conversation. It only ever grows at the end. */
export type LlmMessage =
  | {
      readonly role: 'user';
      readonly text: LazyText;
      /** How many characters from its beginning other agents are told, too: a vendor's cache may keep them for all. None when absent. */
      readonly sharedLength?: () => number;
      /** The same for a plain strategy, where the text asks for more than a trader's decision. Never sent to a vendor. */
      readonly value?: RoleTask;
    }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly toolCalls: readonly LlmToolCall[];
      /** The vendor's own payload, echoed unchanged to the same model; null where there is none. */
      readonly raw: unknown;
    }
  | { readonly role: 'tool'; readonly results: readonly LlmToolResult[] };

export interface LlmRequest {
  readonly model: string;
  readonly system: LazyText;
  readonly messages: readonly LlmMessage[];
  readonly tools: readonly LlmTool[];
  readonly outputTokensMax: number;
  /** Absent means the model's own default. */
  readonly effort?: LlmEffort;
}

/**
 * What a model answered. Calls of a `truncated` answer must never be run: its last fields may be missing.
 * `refused` and `empty` are no consent to anything.
 */
export type LlmReply =
  | {
      readonly tag: 'answered';
      readonly stop: 'tool-calls' | 'end' | 'truncated' | 'refused' | 'empty';
      readonly text: string;
      readonly toolCalls: readonly LlmToolCall[];
      readonly usage: AgentUsage;
      readonly raw: unknown;
      /** How long it took, where that was measured next to the vendor; goes before what others measure. */
      readonly durationMs?: DurationMs;
    }
  | {
      readonly tag: 'failed';
      readonly code: LlmFailure;
      readonly message: string;
      /** True when the same request may succeed later; absent means no. */
      readonly retryable?: boolean;
      /** How long the vendor asks to wait before that. */
      readonly retryAfterMs?: DurationMs;
      /** What an answer that cannot be used has cost; `unknown` when the vendor may have worked without our hearing of it; absent means nothing. */
      readonly spent?: AgentUsage | 'unknown';
      readonly durationMs?: DurationMs;
    };

export type LlmFailure =
  | 'timeout'
  | 'overloaded'
  | 'rate-limited'
  | 'unauthorised'
  | 'model-unknown'
  | 'bad-request'
  | 'network'
  | 'bad-payload'
  | 'cancelled'
  /** The call could cost more than the budget still holds, so it was not made. */
  | 'budget'
  /** The vendor failed so often just now that it is left alone for a while. */
  | 'circuit-open'
  /** The tape holds no answer to this request. */
  | 'tape-miss';

export interface LlmCallLimits {
  readonly deadlineAt: EpochMs;
  readonly signal: AbortSignal;
  /** The session whose budget pays for the call; absent means that only the day's does. */
  readonly sessionId?: string;
}

/**
 * A vendor of language models, or a plain strategy that speaks as one.
 *
 * Contract, checked by test/contract/llm-provider.contract.ts:
 * - `respond` answers with text and tool calls; trouble is the value `failed`, never a throw. It retries nothing that had an effect.
 * - It ends by `deadlineAt`, or at once when `signal` aborts, with `failed`.
 * - It never changes what it is given. A stop other than `tool-calls` may carry calls, which are not to be run.
 */
export interface LlmProvider {
  readonly name: string;
  respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply>;
}
