import type OpenAI from 'openai';
import { z } from 'zod';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import type { LlmReply, LlmRequest, LlmToolCall } from '../../ports/llm-provider.ts';
import { callsProblem, issueText, shownName, tokenCount, unusable, usageOf } from './answered-calls.ts';
import { parseArguments } from './call-arguments.ts';
import type { GptPayload } from './gpt-payload.ts';

type Stop = Extract<LlmReply, { readonly tag: 'answered' }>['stop'];

const usageSchema = z.object({
  usage: z.object({
    input_tokens: tokenCount,
    output_tokens: tokenCount,
    input_tokens_details: z.object({ cached_tokens: tokenCount.nullish(), cache_write_tokens: tokenCount.nullish() }).nullish(),
  }),
});

const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reasoning') }),
  z.object({
    type: z.literal('message'),
    content: z.array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('output_text'), text: z.string() }),
        z.object({ type: z.literal('refusal'), refusal: z.string() }),
      ]),
    ),
  }),
  z.object({
    type: z.literal('function_call'),
    call_id: z.string().min(1),
    name: z.string().min(1),
    arguments: z.string(),
  }),
]);

const responseSchema = z.object({
  status: z.string(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(item),
});

type Response = z.infer<typeof responseSchema>;

/**
 * An answer of the Responses API as a reply.
 *
 * Calls count as complete only when the vendor says that the answer is completed. A status, an item or a shape that is not known here is
 * `bad-payload`, never the end of a turn; what it has cost is still told.
 */
export function fromResponsesReply(answer: unknown, request: Pick<LlmRequest, 'model' | 'tools'>): LlmReply {
  const usage = usageIn(answer);
  if (usage === null) return unusable('the answer is no response with usage', 'unknown');
  const parsed = responseSchema.safeParse(answer);
  if (!parsed.success) return unusable(`the answer has an unknown shape: ${issueText(parsed.error)}`, usage);
  const { output } = parsed.data;

  const toolCalls = output.flatMap((part): readonly LlmToolCall[] => {
    if (part.type !== 'function_call') return [];
    const tool = request.tools.find(({ name }) => name === part.name);
    return [{ id: part.call_id, name: part.name, input: parseArguments(part.arguments, tool) }];
  });
  const problem = callsProblem(toolCalls);
  if (problem !== null) return unusable(problem, usage);

  const contents = output.flatMap((part) => (part.type === 'message' ? part.content : []));
  const spoken = joined(contents.flatMap((part) => (part.type === 'output_text' ? [part.text] : [])));
  const refusals = contents.flatMap((part) => (part.type === 'refusal' ? [part.refusal] : []));
  const stop = stopOf(parsed.data, { calls: toolCalls.length, hasText: spoken !== '', isRefused: refusals.length > 0 });
  if (stop === null) return unusable(`the status ${shownStatus(parsed.data)} does not fit the answer`, usage);
  const text = stop === 'refused' && spoken === '' ? joined(refusals) || 'refused by the content filter' : spoken;
  return { tag: 'answered', stop, text, toolCalls, usage, raw: toPayload(answer, request.model) };
}

/** Null for a status that is unknown here or that no request of ours can lead to. */
function stopOf(
  { status, incomplete_details: details }: Response,
  content: { readonly calls: number; readonly hasText: boolean; readonly isRefused: boolean },
): Stop | null {
  if (status === 'incomplete') {
    if (details?.reason === 'max_output_tokens') return 'truncated';
    return details?.reason === 'content_filter' ? 'refused' : null;
  }
  if (status !== 'completed') return null;
  if (content.isRefused) return 'refused';
  if (content.calls > 0) return 'tool-calls';
  return content.hasText ? 'end' : 'empty';
}

function usageIn(answer: unknown): AgentUsage | null {
  const parsed = usageSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { input_tokens: input, output_tokens: output, input_tokens_details: details } = parsed.data.usage;
  return usageOf({ input, output, cached: details?.cached_tokens, written: details?.cache_write_tokens });
}

/** Holds the items as they came: not the copies that checking them made, which lack what is not looked at here. */
function toPayload(answer: unknown, model: string): GptPayload {
  return {
    vendor: 'openai',
    api: 'responses',
    model,
    output: (answer as { readonly output: OpenAI.Responses.ResponseInputItem[] }).output,
  };
}

function shownStatus({ status, incomplete_details: details }: Response): string {
  return [status, details?.reason ?? '']
    .filter((name) => name !== '')
    .map(shownName)
    .join(', ');
}

function joined(texts: readonly string[]): string {
  return texts.join('\n').trim();
}
