import type OpenAI from 'openai';
import { z } from 'zod';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import type { LlmReply, LlmRequest, LlmToolCall } from '../../ports/llm-provider.ts';
import { callsProblem, issueText, shownName, tokenCount, unusable, usageOf } from './answered-calls.ts';
import { parseArguments } from './call-arguments.ts';
import type { EndpointTraits } from './endpoint-traits.ts';
import type { GptPayload } from './gpt-payload.ts';
import type { ChatRequest } from './to-chat-request.ts';

type Stop = Extract<LlmReply, { readonly tag: 'answered' }>['stop'];

/** No more characters than this make a token in any language; a prompt that counts fewer tokens was not read to its end. */
const CHARACTERS_PER_TOKEN_MAX = 6;

const usageSchema = z.object({
  usage: z.object({
    prompt_tokens: tokenCount,
    completion_tokens: tokenCount,
    prompt_tokens_details: z.object({ cached_tokens: tokenCount.nullish(), cache_write_tokens: tokenCount.nullish() }).nullish(),
  }),
});

const choice = z.object({
  finish_reason: z.string(),
  message: z.object({
    role: z.literal('assistant'),
    content: z.string().nullish(),
    refusal: z.string().nullish(),
    tool_calls: z
      .array(z.object({ id: z.string().min(1), function: z.object({ name: z.string().min(1), arguments: z.string() }) }))
      .nullish(),
  }),
});

const completionSchema = z.object({ choices: z.tuple([choice], z.unknown()) });

/** What was asked, as it was sent: how much of it the server says to have read is compared. */
export interface ChatQuestion {
  readonly request: Pick<LlmRequest, 'model' | 'tools'>;
  readonly body: ChatRequest;
  readonly traits: EndpointTraits;
}

/**
 * An answer of Chat Completions as a reply.
 *
 * A finish reason or a shape that is not known here is `bad-payload`, never the end of a turn. So is an answer to a prompt of which the
 * server read only a part: the model never saw what it decided on.
 */
export function fromChatReply(answer: unknown, { request, body, traits }: ChatQuestion): LlmReply {
  const usage = usageIn(answer) ?? (traits.usage === 'may-miss' && isWithoutUsage(answer) ? usageMax(answer, body) : null);
  if (usage === null) return unusable('the answer is no completion with usage', 'unknown');
  const parsed = completionSchema.safeParse(answer);
  if (!parsed.success) return unusable(`the answer has an unknown shape: ${issueText(parsed.error)}`, usage);
  const [{ message, finish_reason: finishReason }] = parsed.data.choices;
  if (traits.cutsPrompts && isPromptCut(usage, body)) {
    return unusable('the server read only a part of the prompt: set OLLAMA_CONTEXT_LENGTH on it to a longer context', usage);
  }

  const toolCalls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }): LlmToolCall => {
    const tool = traits.strict ? request.tools.find((candidate) => candidate.name === name) : undefined;
    return { id, name, input: parseArguments(text, tool) };
  });
  const problem = callsProblem(toolCalls);
  if (problem !== null) return unusable(problem, usage);

  const spoken = (message.content ?? '').trim();
  const refusal = (message.refusal ?? '').trim();
  const stop = stopOf({ finishReason, calls: toolCalls.length, hasText: spoken !== '', isRefused: refusal !== '' });
  if (stop === null) return unusable(`the finish reason ${shownName(finishReason)} does not fit the answer`, usage);
  const text = stop === 'refused' && spoken === '' ? refusal || 'refused by the content filter' : spoken;
  return { tag: 'answered', stop, text, toolCalls, usage, raw: toPayload(answer, request.model) };
}

/** Null for a reason that is unknown here or that the content contradicts. Many servers say `stop` for calls, too. */
function stopOf(answer: {
  readonly finishReason: string;
  readonly calls: number;
  readonly hasText: boolean;
  readonly isRefused: boolean;
}): Stop | null {
  switch (answer.finishReason) {
    case 'length':
      return 'truncated';
    case 'content_filter':
      return 'refused';
    case 'tool_calls':
    case 'stop':
      if (answer.isRefused) return 'refused';
      if (answer.calls > 0) return 'tool-calls';
      if (answer.finishReason === 'tool_calls') return null;
      return answer.hasText ? 'end' : 'empty';
    default:
      return null;
  }
}

function usageIn(answer: unknown): AgentUsage | null {
  const parsed = usageSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details } = parsed.data.usage;
  return usageOf({ input, output, cached: details?.cached_tokens, written: details?.cache_write_tokens });
}

function isWithoutUsage(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && (!('usage' in answer) || answer.usage === null);
}

/** No token is shorter than a byte. */
function usageMax(answer: unknown, body: ChatRequest): AgentUsage {
  const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  return { inputTokens: bytes(body), outputTokens: bytes(answer), cacheReadTokens: 0, cacheWriteTokens: 0 };
}

function isPromptCut({ inputTokens, cacheReadTokens, cacheWriteTokens }: AgentUsage, { messages }: ChatRequest): boolean {
  const characters = messages.reduce((sum, { content }) => sum + (typeof content === 'string' ? content.length : 0), 0);
  return inputTokens + cacheReadTokens + cacheWriteTokens < characters / CHARACTERS_PER_TOKEN_MAX;
}

/** Holds the message as it came: fields that are not looked at here belong to the endpoint, which wants them back. */
function toPayload(answer: unknown, model: string): GptPayload {
  const [first] = (answer as { readonly choices: readonly [{ readonly message: OpenAI.ChatCompletionAssistantMessageParam }] })
    .choices;
  return { vendor: 'openai', api: 'chat', model, message: first.message };
}
