import type Anthropic from '@anthropic-ai/sdk';
import type { LlmMessage, LlmRequest, LlmTool } from '../../ports/llm-provider.ts';
import { payloadOf } from './claude-payload.ts';

/** How much the model thinks, in the vendor's words; null leaves it to the model. None of its models has a level below `low`. */
const EFFORTS = { default: null, none: 'low', low: 'low', medium: 'medium', high: 'high', max: 'max' } as const;

const CACHED = { type: 'ephemeral' } as const;

/**
 * The body of a request to the Messages API.
 *
 * The fields that current models refuse are never there: sampling parameters, a forced tool, thinking switched off. Four breakpoints of
 * the vendor's prompt cache, which are all that it allows: after tools and system (the same in every session), after what all agents of a
 * session are told, after the first message (the same in every turn), and, set by the vendor itself, after the last block. A turn adds to the messages and changes none, since a thinking block is valid only
 * behind the very bytes that it was made behind.
 */
export function toAnthropicRequest(request: LlmRequest): Anthropic.MessageCreateParamsNonStreaming {
  const { model, system, messages, tools, outputTokensMax } = request;
  const effort = EFFORTS[request.effort ?? 'default'];
  return {
    model,
    max_tokens: outputTokensMax,
    ...(tools.length === 0 ? {} : { tools: tools.map(toTool), tool_choice: { type: 'auto' } }),
    system: [{ type: 'text', text: system(), cache_control: CACHED }],
    messages: messages.flatMap((message, index) => toMessages(message, { model, isFirst: index === 0 })),
    // On the first turn the last block is the first message, which has its own breakpoint.
    ...(messages.length > 1 ? { cache_control: CACHED } : {}),
    ...(effort === null ? {} : { output_config: { effort } }),
  };
}

function toTool({ name, description, inputSchema }: LlmTool): Anthropic.Tool {
  return { name, description, input_schema: { ...inputSchema, type: 'object' } };
}

/** The message, or nothing for an answer of another model of which no text and no call is left: the API refuses an empty one. */
function toMessages(
  message: LlmMessage,
  { model, isFirst }: { readonly model: string; readonly isFirst: boolean },
): readonly Anthropic.MessageParam[] {
  switch (message.role) {
    case 'user':
      return [
        {
          role: 'user',
          content: isFirst ? openingBlocks(message) : [{ type: 'text', text: message.text() }],
        },
      ];
    case 'assistant': {
      const content = payloadOf(message.raw, model)?.content ?? withoutThinking(message);
      return content.length === 0 ? [] : [{ role: 'assistant', content }];
    }
    case 'tool':
      return [
        {
          role: 'user',
          content: message.results.map(({ callId, ok, text }) => ({
            type: 'tool_result',
            tool_use_id: callId,
            content: text(),
            is_error: !ok,
          })),
        },
      ];
  }
}

/** The cache knows blocks, and not how one begins: what others are told, too, is a block of its own. */
function openingBlocks({ text, sharedLength }: Extract<LlmMessage, { readonly role: 'user' }>): Anthropic.TextBlockParam[] {
  const whole = text();
  const length = sharedLength?.() ?? 0;
  const parts = [whole.slice(0, length), whole.slice(length)].filter((part) => part.trim() !== '');
  return parts.map((part) => ({ type: 'text', text: part, cache_control: CACHED }));
}

/** What every model can read of an answer. */
function withoutThinking({
  text,
  toolCalls,
}: Extract<LlmMessage, { readonly role: 'assistant' }>): Anthropic.ContentBlockParam[] {
  const calls = toolCalls.map(({ id, name, input }) => ({ type: 'tool_use' as const, id, name, input }));
  return text.trim() === '' ? calls : [{ type: 'text', text }, ...calls];
}
