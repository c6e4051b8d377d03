import { createHash } from 'node:crypto';
import type OpenAI from 'openai';
import type { LlmMessage, LlmRequest, LlmTool } from '../../ports/llm-provider.ts';
import { argumentsText } from './call-arguments.ts';
import { effortValue, reasons } from './effort-value.ts';
import type { EndpointTraits } from './endpoint-traits.ts';
import { outputOf } from './gpt-payload.ts';
import { toStrictSchema } from './strict-schema.ts';

/**
 * The body of a request to the Responses API, which keeps nothing there: the encrypted reasoning travels with the conversation, in place.
 *
 * The fields that reasoning models refuse are never there: sampling parameters, a forced tool. The same system text gives the same cache
 * key, so that all sessions of a role meet in one cache.
 */
export function toResponsesRequest(
  request: LlmRequest,
  traits: EndpointTraits,
): OpenAI.Responses.ResponseCreateParamsNonStreaming {
  const { model, messages, tools, outputTokensMax } = request;
  const system = request.system();
  const effort = effortValue(request.effort, { model, traits });
  return {
    model,
    instructions: system,
    input: messages.flatMap((message) => toItems(message, model)),
    ...(tools.length === 0
      ? {}
      : { tools: tools.map((tool) => toTool(tool, traits)), tool_choice: 'auto', parallel_tool_calls: traits.parallel }),
    max_output_tokens: outputTokensMax,
    store: false,
    ...(reasons(model) ? { include: ['reasoning.encrypted_content'] } : {}),
    ...(effort === null ? {} : { reasoning: { effort } }),
    prompt_cache_key: createHash('sha256').update(`${model}\n${system}`).digest('hex').slice(0, 32),
  };
}

function toTool({ name, description, inputSchema }: LlmTool, { strict }: EndpointTraits): OpenAI.Responses.FunctionTool {
  const narrowed = strict ? toStrictSchema(inputSchema) : null;
  return { type: 'function', name, description, parameters: narrowed ?? inputSchema, strict: narrowed !== null };
}

function toItems(message: LlmMessage, model: string): readonly OpenAI.Responses.ResponseInputItem[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.text() }];
    case 'assistant':
      return outputOf(message.raw, model) ?? withoutReasoning(message);
    case 'tool':
      return message.results.map(({ callId, text }) => ({ type: 'function_call_output', call_id: callId, output: text() }));
  }
}

/** What every model can read of an answer. */
function withoutReasoning({
  text,
  toolCalls,
}: Extract<LlmMessage, { readonly role: 'assistant' }>): readonly OpenAI.Responses.ResponseInputItem[] {
  const calls = toolCalls.map(({ id, name, input }) => ({
    type: 'function_call' as const,
    call_id: id,
    name,
    arguments: argumentsText(input),
  }));
  return text.trim() === '' ? calls : [{ role: 'assistant', content: text }, ...calls];
}
