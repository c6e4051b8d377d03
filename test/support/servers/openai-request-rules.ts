import type { ChatRequestBody, ResponsesRequest } from './openai-request.ts';

export type Dialect = 'openai' | 'openrouter' | 'deepseek' | 'ollama';

const STRICT_KEYWORDS = [
  ...['type', 'description', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', 'enum', 'const'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern', 'format', 'minItems', 'maxItems'],
];

export interface IssuedItem {
  readonly id: string;
}

/** Why the Responses API refuses a request; null when it takes it. `issued` are the outputs that it has given so far. */
export function responsesProblem(request: ResponsesRequest, issued: readonly (readonly IssuedItem[])[]): string | null {
  const { model, input, tools = [], include = [] } = request;
  if (request.temperature !== undefined && reasonsAt(model)) {
    return `Unsupported parameter: 'temperature' is not supported with this model.`;
  }
  if (include.length > 0 && !reasonsAt(model)) return 'Encrypted content is not supported with this model.';
  return (
    effortProblem(model, request.reasoning?.effort) ??
    choiceProblem(model, request.tool_choice) ??
    firstOf(tools.filter(({ strict }) => strict).map(({ name, parameters }) => named(name, strictProblem(parameters)))) ??
    pairsProblem(
      input.flatMap((item) => ('type' in item && item.type === 'function_call' ? [item.call_id] : [])),
      input.map((item) =>
        !('type' in item) ? null : 'call_id' in item ? { id: item.call_id, isCall: item.type === 'function_call' } : 'keep',
      ),
    ) ??
    issuedProblem(input, issued)
  );
}

/** The same for Chat Completions of OpenAI or of an endpoint with its own dialect. */
export function chatProblem(request: ChatRequestBody, dialect: Dialect): string | null {
  const { model, messages, tools = [] } = request;
  const steps = messages.flatMap((message): readonly Step[] => {
    if (message.role === 'tool') return [{ id: message.tool_call_id, isCall: false }];
    const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
    return calls.length === 0 ? [null] : calls.map(({ id }) => ({ id, isCall: true }));
  });
  const problem =
    firstOf(
      tools
        .filter((tool) => tool.function.strict === true)
        .map((tool) => named(tool.function.name, strictProblem(tool.function.parameters))),
    ) ??
    pairsProblem(
      steps.flatMap((step) => (step !== null && step !== 'keep' && step.isCall ? [step.id] : [])),
      steps,
    );
  if (problem !== null) return problem;
  if (dialect === 'openai') return openAiChatProblem(request);
  if (request.max_completion_tokens !== undefined && dialect === 'deepseek') return 'unknown field max_completion_tokens';
  if (messages.some(({ role }) => role === 'developer')) return `unknown variant 'developer'`;
  if (dialect !== 'deepseek' || request.thinking?.type === 'disabled') return null;
  const bare = messages.some(
    (message) => message.role === 'assistant' && message.tool_calls !== undefined && !('reasoning_content' in message),
  );
  return bare ? `Missing reasoning_content field in the assistant message of ${model}` : null;
}

function openAiChatProblem({ model, tools = [], ...request }: ChatRequestBody): string | null {
  if (request.temperature !== undefined && reasonsAt(model)) return `Unsupported parameter: 'temperature'`;
  if (request.max_tokens !== undefined && reasonsAt(model)) return `Unsupported parameter: 'max_tokens'`;
  const isLate = /^gpt-(5\.[4-9]|[6-9])/.test(model);
  const reasonsHere = request.reasoning_effort !== 'none';
  if (tools.length > 0 && isLate && reasonsHere) {
    return 'Function tools with reasoning_effort are not supported in /v1/chat/completions. Please use /v1/responses instead.';
  }
  return effortProblem(model, request.reasoning_effort) ?? choiceProblem(model, request.tool_choice);
}

function reasonsAt(model: string): boolean {
  return !/^gpt-[34]/.test(model);
}

function effortProblem(model: string, effort: string | undefined): string | null {
  if (effort === undefined) return null;
  const lacks =
    (effort === 'none' && /^gpt-6-astra|^gpt-6\.1-sol|^o\d/.test(model)) ||
    (effort === 'minimal' && /^gpt-(5\.[1-9]|[6-9])|^o\d/.test(model)) ||
    (effort === 'max' && /^gpt-5(\.[1-5])?(-|$)|^o\d/.test(model)) ||
    !reasonsAt(model);
  return lacks ? `Unsupported value: '${effort}' is not supported with the '${model}' model.` : null;
}

function choiceProblem(model: string, choice: unknown): string | null {
  if (choice === undefined || choice === 'auto' || choice === 'none') return null;
  return /^gpt-6/.test(model) ? 'tool_choice: a forced call is not supported with this model' : null;
}

/** Null ends a step of calls; `keep` may stand between a call and its output without ending it. */
type Step = { readonly id: string; readonly isCall: boolean } | 'keep' | null;

/** Each call has its one output behind it, in order, before anything else is said. */
function pairsProblem(calls: readonly string[], steps: readonly Step[]): string | null {
  if (new Set(calls).size < calls.length) return 'Duplicate call id';
  let open: readonly string[] = [];
  let answering = false;
  for (const step of [...steps, null]) {
    if (step === 'keep') continue;
    if (step === null || (step.isCall && answering)) {
      if (open.length > 0) return `No tool output found for function call ${open.join(', ')}.`;
      answering = false;
    }
    if (step === null) continue;
    if (step.isCall) open = [...open, step.id];
    else if (open[0] !== step.id) return `No tool call found for function call output with call_id ${step.id}, or out of order.`;
    else {
      answering = true;
      open = open.slice(1);
    }
  }
  return null;
}

/** An item of an earlier answer stands among the others of that answer, as it was given. */
function issuedProblem(input: ResponsesRequest['input'], issued: readonly (readonly IssuedItem[])[]): string | null {
  const known = issued.flat().map(({ id }) => id);
  const ids = input.map((item) => ('id' in item ? item.id : undefined));
  const strange = ids.find((id) => id !== undefined && !known.includes(id));
  if (strange !== undefined) return `Item with id '${strange}' not found. Items are not persisted when store is set to false.`;
  for (const output of issued) {
    const start = ids.findIndex((id) => id !== undefined && output.map((item) => item.id).includes(id));
    if (start === -1) continue;
    const echoed = JSON.stringify(input.slice(start, start + output.length));
    if (echoed !== JSON.stringify(output)) {
      return `Item '${ids[start]}' was provided without its required 'reasoning' item, or was changed: the encrypted content could not be verified.`;
    }
  }
  return null;
}

function strictProblem(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null) return 'is no schema';
  const node: Readonly<Record<string, unknown>> = { ...schema };
  const unknown = Object.keys(node).find((key) => !STRICT_KEYWORDS.includes(key));
  if (unknown !== undefined) return `'${unknown}' is not permitted`;
  const properties: Readonly<Record<string, unknown>> = { ...(node['properties'] ?? {}) };
  if (node['type'] === 'object') {
    if (node['additionalProperties'] !== false) return `'additionalProperties' is required to be supplied and to be false`;
    const required = Array.isArray(node['required']) ? node['required'] : [];
    const missing = Object.keys(properties).find((name) => !required.includes(name));
    if (missing !== undefined) return `'required' is required to include every key in properties. Missing '${missing}'`;
  }
  const branches: readonly unknown[] = Array.isArray(node['anyOf']) ? node['anyOf'] : [];
  const items = node['items'] === undefined ? [] : [node['items']];
  return firstOf([...Object.values(properties), ...branches, ...items].map(strictProblem));
}

function named(name: string, problem: string | null): string | null {
  return problem === null ? null : `Invalid schema for function '${name}': ${problem}.`;
}

function firstOf(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
