import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import { isNestedDeeperThan } from '../../domain/nesting.ts';
import type { LlmReply, LlmRequest, LlmToolCall } from '../../ports/llm-provider.ts';
import type { ClaudePayload } from './claude-payload.ts';

type Answered = Extract<LlmReply, { readonly tag: 'answered' }>;

/** No tool's input comes near it. */
const INPUT_LEVELS_MAX = 32;

const tokens = z.int().min(0);

const usageSchema = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_creation_input_tokens: tokens.nullish(),
  cache_read_input_tokens: tokens.nullish(),
});

const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string().min(1),
    name: z.string().min(1),
    input: z.custom<object>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), 'is no object'),
  }),
]);

const messageSchema = z.object({
  type: z.literal('message'),
  role: z.literal('assistant'),
  content: z.array(block),
  stop_reason: z.string(),
  stop_details: z.object({ category: z.string().nullish() }).nullish(),
});

/**
 * An answer of the Messages API as a reply.
 *
 * Calls count as complete only when the vendor says that it stopped for them *and* the answer is shorter than its limit. A stop reason,
 * a block or a shape that is not known here is `bad-payload`, never the end of a turn; what it has cost is still told.
 */
export function fromAnthropicReply(answer: unknown, request: Pick<LlmRequest, 'model' | 'outputTokensMax'>): LlmReply {
  const usage = usageOf(answer);
  if (usage === null) return unusable('the answer is no message with usage', 'unknown');
  const parsed = messageSchema.safeParse(answer);
  if (!parsed.success) return unusable(`the answer has an unknown shape: ${issueText(parsed.error)}`, usage);
  const { content, stop_reason: stopReason, stop_details: details } = parsed.data;

  const toolCalls = content.flatMap((part): readonly LlmToolCall[] =>
    part.type === 'tool_use' ? [{ id: part.id, name: part.name, input: part.input }] : [],
  );
  if (toolCalls.some(({ input }) => isNestedDeeperThan(input, INPUT_LEVELS_MAX))) {
    return unusable(`the input of a call is nested more than ${INPUT_LEVELS_MAX} levels deep`, usage);
  }
  if (new Set(toolCalls.map(({ id }) => id)).size < toolCalls.length) return unusable('two calls have the same id', usage);

  const spoken = content
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n')
    .trim();
  const stop = stopOf({
    stopReason,
    calls: toolCalls.length,
    hasText: spoken !== '',
    reachedLimit: usage.outputTokens >= request.outputTokensMax,
  });
  if (stop === null) return unusable(`the stop reason ${shownName(stopReason)} does not fit the answer`, usage);
  const text = stop === 'refused' && spoken === '' ? `refused, category ${details?.category ?? 'not named'}` : spoken;
  return { tag: 'answered', stop, text, toolCalls, usage, raw: toPayload(answer, request.model) };
}

/** Null for a stop reason that is unknown here, that no request of ours can lead to, or that the content contradicts. */
function stopOf(answer: {
  readonly stopReason: string;
  readonly calls: number;
  readonly hasText: boolean;
  readonly reachedLimit: boolean;
}): Answered['stop'] | null {
  switch (answer.stopReason) {
    case 'tool_use':
      if (answer.calls === 0) return null;
      return answer.reachedLimit ? 'truncated' : 'tool-calls';
    case 'end_turn':
      if (answer.calls > 0) return null;
      return answer.hasText ? 'end' : 'empty';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'truncated';
    case 'refusal':
      return 'refused';
    default:
      return null;
  }
}

function usageOf(answer: unknown): AgentUsage | null {
  const parsed = z.object({ usage: usageSchema }).safeParse(answer);
  if (!parsed.success) return null;
  const { usage } = parsed.data;
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
  };
}

/** Holds the blocks as they came: not the copies that checking them made, which lack what is not looked at here. */
function toPayload(answer: unknown, model: string): ClaudePayload {
  return { vendor: 'anthropic', model, content: (answer as Anthropic.Message).content };
}

function unusable(message: string, spent: AgentUsage | 'unknown'): LlmReply {
  return { tag: 'failed', code: 'bad-payload', message, spent };
}

/** A name as vendors give them; anything else from outside is not repeated. */
function shownName(name: string): string {
  return /^[a-z_]{1,40}$/.test(name) ? name : 'of an unknown form';
}

function issueText({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'unknown' : `${first.path.map(String).join('.')}: ${first.message}`.slice(0, 120);
}
