import type OpenAI from 'openai';
import type { LlmMessage, LlmRequest, LlmTool } from '../../ports/llm-provider.ts';
import { argumentsText } from './call-arguments.ts';
import { effortValue } from './effort-value.ts';
import type { EndpointTraits } from './endpoint-traits.ts';
import { messageOf } from './gpt-payload.ts';
import { toStrictSchema } from './strict-schema.ts';

/** Chat Completions with the switch of DeepSeek, which the SDK's types lack. */
export type ChatRequest = OpenAI.ChatCompletionCreateParamsNonStreaming & { readonly thinking?: { readonly type: 'disabled' } };

/** The body of a request to Chat Completions, with the fields that the endpoint knows and no other. */
export function toChatRequest(request: LlmRequest, traits: EndpointTraits): ChatRequest {
  const { model, system, messages, tools, outputTokensMax } = request;
  return {
    model,
    messages: [
      { role: traits.systemRole, content: system() },
      ...messages.flatMap((message) => toMessages(message, { model, traits })),
    ],
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => toTool(tool, traits)) }),
    ...(tools.length === 0 || traits.parallel ? {} : { parallel_tool_calls: false }),
    [traits.tokenField]: outputTokensMax,
    ...effortFields(request, traits),
  };
}

function effortFields({ effort, model }: LlmRequest, traits: EndpointTraits): Pick<ChatRequest, 'reasoning_effort' | 'thinking'> {
  const value = effortValue(effort, { model, traits });
  if (value === null) return {};
  if (traits.effortField === 'reasoning_effort') return { reasoning_effort: value };
  return value === 'none' ? { thinking: { type: 'disabled' } } : {};
}

function toTool({ name, description, inputSchema }: LlmTool, { strict }: EndpointTraits): OpenAI.ChatCompletionFunctionTool {
  const narrowed = strict ? toStrictSchema(inputSchema) : null;
  return {
    type: 'function',
    function: { name, description, parameters: narrowed ?? inputSchema, ...(narrowed === null ? {} : { strict: true }) },
  };
}

function toMessages(
  message: LlmMessage,
  { model, traits }: { readonly model: string; readonly traits: EndpointTraits },
): readonly OpenAI.ChatCompletionMessageParam[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.text() }];
    case 'assistant': {
      const echoed = messageOf(message.raw, model) ?? withoutReasoning(message);
      return echoed === null ? [] : [withFields(echoed, traits.echoFields)];
    }
    case 'tool':
      return message.results.map(({ callId, text }) => ({ role: 'tool', tool_call_id: callId, content: text() }));
  }
}

/** A message with calls, with the fields that must be there even when they say nothing; as it came where nothing lacks. */
function withFields(
  message: OpenAI.ChatCompletionAssistantMessageParam,
  fields: readonly string[],
): OpenAI.ChatCompletionAssistantMessageParam {
  const lacking = message.tool_calls === undefined ? [] : fields.filter((field) => !(field in message));
  return lacking.length === 0 ? message : { ...message, ...Object.fromEntries(lacking.map((field) => [field, ''])) };
}

/** What every model can read of an answer; null when nothing is left. */
function withoutReasoning({
  text,
  toolCalls,
}: Extract<LlmMessage, { readonly role: 'assistant' }>): OpenAI.ChatCompletionAssistantMessageParam | null {
  const calls = toolCalls.map(({ id, name, input }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: argumentsText(input) },
  }));
  const content = text.trim() === '' ? null : text;
  if (calls.length > 0) return { role: 'assistant', content, tool_calls: calls };
  return content === null ? null : { role: 'assistant', content };
}
