import { z } from 'zod';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import { isNestedDeeperThan } from '../../domain/nesting.ts';
import type { LlmReply, LlmRequest, LlmToolCall } from '../../ports/llm-provider.ts';
import { derivedId } from './derived-id.ts';
import { usageOf } from './gemini-usage.ts';

type Answered = Extract<LlmReply, { readonly tag: 'answered' }>;

/** No tool's input comes near it. */
const INPUT_LEVELS_MAX = 32;

const part = z
  .object({
    text: z.string().optional(),
    /** What stands in `text` is a summary of what the model thought. */
    thought: z.boolean().default(false),
    thoughtSignature: z.string().optional(),
    functionCall: z
      .object({ id: z.string().default(''), name: z.string().min(1), args: z.record(z.string(), z.unknown()).default({}) })
      .optional(),
  })
  .refine(({ text, thoughtSignature, functionCall }) => (text ?? thoughtSignature ?? functionCall) !== undefined, 'is not known');

type Part = z.infer<typeof part>;

const candidate = z.object({
  content: z.object({ role: z.literal('model').optional(), parts: z.array(part).default([]) }).optional(),
  finishReason: z.string(),
});

const answered = z.object({ candidates: z.tuple([candidate], z.unknown()) });
const withoutCandidates = z.object({
  candidates: z.array(z.unknown()).length(0).optional(),
  promptFeedback: z.object({ blockReason: z.string() }),
});

/**
 * An answer of `generateContent` as a reply.
 *
 * The vendor says STOP with calls and without: the parts decide. Calls count as complete only when the answer is shorter than its limit.
 * A finish reason, a part or a shape that is not known here is `bad-payload`, never the end of a turn; what it has cost is still told.
 */
export function fromGeminiReply(answer: unknown, request: Pick<LlmRequest, 'model' | 'outputTokensMax' | 'messages'>): LlmReply {
  const usage = usageOf(answer);
  if (usage === null) return unusable('the answer has no usage', 'unknown');
  const blocked = withoutCandidates.safeParse(answer);
  if (blocked.success) return refusedPrompt(blocked.data.promptFeedback.blockReason, usage);
  const parsed = answered.safeParse(answer);
  if (!parsed.success) return unusable(`the answer has an unknown shape: ${issueText(parsed.error)}`, usage);
  const [{ content, finishReason }] = parsed.data.candidates;
  const parts = content?.parts ?? [];
  const toolCalls = callsOf(parts, request.messages.length);
  if (toolCalls.some(({ input }) => isNestedDeeperThan(input, INPUT_LEVELS_MAX))) {
    return unusable(`the input of a call is nested more than ${INPUT_LEVELS_MAX} levels deep`, usage);
  }
  if (new Set(toolCalls.map(({ id }) => id)).size < toolCalls.length) return unusable('two calls have the same id', usage);

  const spoken = spokenText(parts);
  const stop = stopOf({
    finishReason,
    calls: toolCalls.length,
    hasText: spoken !== '',
    reachedLimit: usage.outputTokens >= request.outputTokensMax,
  });
  if (stop === 'ask-again') return { ...unusable(`the model failed to call a tool, ${finishReason}`, usage), retryable: true };
  if (stop === null) return unusable(`the finish reason ${shownName(finishReason)} is not known`, usage);
  const text = stop === 'refused' && spoken === '' ? `refused, ${finishReason}` : spoken;
  return { tag: 'answered', stop, text, toolCalls, usage, raw: toPayload(answer, request.model) };
}

/** Null for a finish reason that is unknown here or that no request of ours can lead to. */
function stopOf(answer: {
  readonly finishReason: string;
  readonly calls: number;
  readonly hasText: boolean;
  readonly reachedLimit: boolean;
}): Answered['stop'] | 'ask-again' | null {
  switch (answer.finishReason) {
    case 'STOP':
      if (answer.calls > 0) return answer.reachedLimit ? 'truncated' : 'tool-calls';
      return answer.hasText ? 'end' : 'empty';
    case 'MAX_TOKENS':
    case 'CONTINUATION':
      return 'truncated';
    case 'SAFETY':
    case 'RECITATION':
    case 'LANGUAGE':
    case 'BLOCKLIST':
    case 'PROHIBITED_CONTENT':
    case 'SPII':
      return 'refused';
    case 'MALFORMED_FUNCTION_CALL':
    case 'UNEXPECTED_TOOL_CALL':
    case 'MALFORMED_RESPONSE':
      return 'ask-again';
    default:
      return null;
  }
}

function callsOf(parts: readonly Part[], turn: number): readonly LlmToolCall[] {
  return parts
    .flatMap(({ functionCall }) => functionCall ?? [])
    .map(({ id, name, args }, index) => ({ id: id === '' ? derivedId({ turn, index }) : id, name, input: args }));
}

/** What the model says; a summary of its thoughts is none of it. */
function spokenText(parts: readonly Part[]): string {
  return parts
    .flatMap(({ text, thought }) => (text === undefined || thought ? [] : [text]))
    .join('')
    .trim();
}

function refusedPrompt(blockReason: string, usage: AgentUsage): LlmReply {
  const text = `refused, the prompt was blocked: ${shownName(blockReason)}`;
  return { tag: 'answered', stop: 'refused', text, toolCalls: [], usage, raw: null };
}

/** Holds the content as it came: not the copy that checking it made, which lacks what is not looked at here. */
function toPayload(answer: unknown, model: string): unknown {
  const content = (answer as { readonly candidates: readonly { readonly content?: object }[] }).candidates[0]?.content;
  return content === undefined ? null : { vendor: 'google', model, content };
}

function unusable(message: string, spent: AgentUsage | 'unknown'): Extract<LlmReply, { readonly tag: 'failed' }> {
  return { tag: 'failed', code: 'bad-payload', message, spent };
}

/** A name as the vendor gives them; anything else from outside is not repeated. */
function shownName(name: string): string {
  return /^[A-Z_]{1,40}$/.test(name) ? name : 'of an unknown form';
}

function issueText({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'unknown' : `${first.path.map(String).join('.')}: ${first.message}`.slice(0, 120);
}
