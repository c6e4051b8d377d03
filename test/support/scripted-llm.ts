import type { AgentUsage } from '../../src/domain/journal-entry.ts';
import type { LlmFailure, LlmProvider, LlmReply, LlmRequest, LlmToolCall } from '../../src/ports/llm-provider.ts';

type AnsweredReply = Extract<LlmReply, { readonly tag: 'answered' }>;
type FailedReply = Extract<LlmReply, { readonly tag: 'failed' }>;

const SCRIPTED_USAGE: AgentUsage = { inputTokens: 100, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** A provider that answers what a test wrote down. */
export interface ScriptedLlm extends LlmProvider {
  /** Every request, in order. */
  readonly requests: readonly LlmRequest[];
  /** @throws when a reply of the script was never asked for. */
  assertAllUsed(): void;
}

/**
 * Answers with the replies in their order, or with what the function makes of each request.
 * Being asked for more than the script holds is a mistake of the test and rejects.
 */
export function scriptedLlm(
  script: readonly LlmReply[] | ((request: LlmRequest, turn: number) => LlmReply | Promise<LlmReply>),
): ScriptedLlm {
  const requests: LlmRequest[] = [];
  const replyTo = typeof script === 'function' ? script : (_request: LlmRequest, turn: number) => script[turn];
  return {
    name: 'scripted',
    requests,
    async respond(request, { signal }) {
      if (signal.aborted) return fails('cancelled');
      const turn = requests.push(request) - 1;
      const reply = await replyTo(request, turn);
      if (reply === undefined) throw new Error(`the script has no reply for turn ${turn + 1}`);
      return withTurn(reply, turn);
    },
    assertAllUsed() {
      const left = typeof script === 'function' ? 0 : script.length - requests.length;
      if (left > 0) throw new Error(`${left} of the scripted replies were not asked for`);
    },
  };
}

/** A call as a script writes it; its id is given for it. */
export interface ScriptedCall {
  readonly name: string;
  readonly input: unknown;
}

/** A reply that calls tools. */
export function calls(...scripted: readonly ScriptedCall[]): AnsweredReply {
  return answers('tool-calls', { toolCalls: scripted.map(identified) });
}

/** A reply that ends with text alone. */
export function says(text: string): AnsweredReply {
  return answers('end', { text });
}

/** A reply that stopped for the given reason, perhaps with calls in it. */
export function answers(
  stop: AnsweredReply['stop'],
  {
    text = '',
    toolCalls = [],
    usage = SCRIPTED_USAGE,
  }: { readonly text?: string; readonly toolCalls?: readonly LlmToolCall[]; readonly usage?: AgentUsage } = {},
): AnsweredReply {
  return { tag: 'answered', stop, text, toolCalls, usage, raw: null };
}

export function fails(code: LlmFailure, message = `scripted ${code}`): FailedReply {
  return { tag: 'failed', code, message };
}

export function identified({ name, input }: ScriptedCall, index: number): LlmToolCall {
  return { id: `call-${index + 1}`, name, input };
}

/** The ids of a script are unique within a reply; with the turn in front they are within the conversation. */
function withTurn(reply: LlmReply, turn: number): LlmReply {
  if (reply.tag === 'failed') return reply;
  return { ...reply, toolCalls: reply.toolCalls.map((call) => ({ ...call, id: `turn-${turn + 1}-${call.id}` })) };
}

export const FINISH: ScriptedCall = { name: 'finish_session', input: { summary: 'Nothing to do.' } };
