import type { RoleStatement } from '../domain/role-statement.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { LlmToolCall, LlmToolResult } from '../ports/llm-provider.ts';
import { describeIssues } from './input-problems.ts';
import type { InputProblem, Tool, ToolContext } from './tool.ts';

/** The one result of a call, and what it asks for. */
export interface AnsweredCall {
  readonly result: LlmToolResult;
  readonly signal: TradeSignal | null;
  readonly statements: readonly RoleStatement[];
  readonly endsSession: { readonly summary: string } | null;
}

/**
 * Answers one call. A tool runs only on an input that its schema accepts as it stands; everything else comes back to the model
 * as what was expected. Always exactly one result, and never a throw for anything that a model may write.
 */
export function answerToolCall(tools: readonly Tool[], call: LlmToolCall, context: ToolContext): AnsweredCall {
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) {
    const names = tools.map(({ name }) => name).join(', ');
    return refuseCall(call, `There is no tool ${JSON.stringify(call.name.slice(0, 64))}. The tools are: ${names}.`);
  }
  const parsed = tool.input.safeParse(call.input);
  if (!parsed.success) return wrongInput(call, describeIssues(parsed.error.issues, call.input));
  const answer = tool.run(parsed.data, context);
  if ('problems' in answer) return wrongInput(call, answer.problems);
  return {
    result: { callId: call.id, toolName: call.name, ok: true, value: answer.value, text: answer.text },
    signal: answer.signal ?? null,
    statements: answer.statements ?? [],
    endsSession: answer.endsSession ?? null,
  };
}

/** The result of a call that is not run. */
export function refuseCall(call: LlmToolCall, why: string): AnsweredCall {
  return {
    result: { callId: call.id, toolName: call.name, ok: false, value: null, text: () => why },
    signal: null,
    statements: [],
    endsSession: null,
  };
}

function wrongInput(call: LlmToolCall, problems: readonly InputProblem[]): AnsweredCall {
  const lines = problems.map(({ path, expected, got }) => `- ${path}: expected ${expected}; got ${got}`);
  const refused = refuseCall(
    call,
    [`The input of ${call.name} was not understood, so nothing was done. Correct this and call again:`, ...lines].join('\n'),
  );
  return { ...refused, result: { ...refused.result, value: { problems } } };
}
