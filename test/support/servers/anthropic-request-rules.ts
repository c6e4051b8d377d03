import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { blocksOf, contentText, type MessagesRequest, messagesRequest, type RequestMessage } from './anthropic-request.ts';

const BREAKPOINTS_MAX = 4;
const SAMPLING_FIELDS = ['temperature', 'top_p', 'top_k'];

export type CheckedRequest =
  | { readonly tag: 'accepted'; readonly request: MessagesRequest }
  /** The message that the API would give with status 400. */
  | { readonly tag: 'rejected'; readonly message: string };

/** Judges a body as the API does: what it does not know, or no longer allows, is an error and never passed over. */
export function checkRequest(body: unknown): CheckedRequest {
  const sampling = SAMPLING_FIELDS.find((field) => typeof body === 'object' && body !== null && field in body);
  if (sampling !== undefined) return rejected(`${sampling}: this parameter is not supported`);
  const parsed = messagesRequest.safeParse(body);
  if (!parsed.success) return rejected(issueText(parsed.error.issues[0]));
  // As it was sent, not as it was parsed: the order of keys counts for signatures and cache.
  const request = body as MessagesRequest;
  const problem =
    toolChoiceProblem(request) ??
    toolsProblem(request) ??
    cacheProblem(request) ??
    orderProblem(request) ??
    signatureProblem(request);
  return problem === null ? { tag: 'accepted', request } : rejected(problem);
}

/** The signature of a thinking block that is made behind this request and these blocks of the same answer. */
export function signatureFor(
  place: { readonly request: MessagesRequest; readonly messages: readonly RequestMessage[]; readonly before: readonly object[] },
  thinking: string,
): string {
  const { system, tools, model } = place.request;
  const bound = contentText({ model, system, tools, messages: place.messages, before: place.before, thinking });
  return createHash('sha256').update(bound).digest('base64');
}

function rejected(message: string): CheckedRequest {
  return { tag: 'rejected', message };
}

function issueText(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys[0]].map(String).join('.')}: Extra inputs are not permitted`;
  }
  return `${issue?.path.map(String).join('.')}: ${issue?.message}`;
}

function toolChoiceProblem({ tool_choice: choice, tools }: MessagesRequest): string | null {
  if (choice === undefined) return null;
  if (choice.type === 'any' || choice.type === 'tool')
    return 'tool_choice: type "tool" and "any" are not supported for this model';
  return (tools ?? []).length === 0 ? 'tool_choice: may only be specified while providing tools' : null;
}

function toolsProblem({ tools = [] }: MessagesRequest): string | null {
  return new Set(tools.map(({ name }) => name)).size < tools.length ? 'tools: Tool names must be unique.' : null;
}

function cacheProblem(request: MessagesRequest): string | null {
  const found = JSON.stringify(request).split('"cache_control":{').length - 1;
  return found > BREAKPOINTS_MAX
    ? `A maximum of ${BREAKPOINTS_MAX} blocks with cache_control may be provided. Found ${found}.`
    : null;
}

/** Who speaks first and last, and that each call has its result at once, in order, before any text. */
function orderProblem({ messages }: MessagesRequest): string | null {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (messages.at(-1)?.role === 'assistant') return 'This model does not support assistant message prefill.';
  for (const [index, message] of messages.entries()) {
    const problem =
      message.role === 'assistant' ? callsProblem(messages, index) : resultsProblem(message, messages[index - 1], index);
    if (problem !== null) return problem;
  }
  return null;
}

function callsProblem(messages: readonly RequestMessage[], index: number): string | null {
  const ids = callIdsOf(messages[index]);
  const all = messages.flatMap(callIdsOf);
  if (new Set(all).size < all.length) return `messages.${index}: \`tool_use\` ids must be unique`;
  const results = resultIdsOf(messages[index + 1]);
  const missing = ids.filter((id) => !results.includes(id));
  if (missing.length > 0) {
    return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}`;
  }
  return ids.some((id, place) => results[place] !== id) ? `messages.${index + 1}: \`tool_result\` blocks are out of order` : null;
}

function resultsProblem(message: RequestMessage, previous: RequestMessage | undefined, index: number): string | null {
  const types = blocksOf(message).map(({ type }) => type);
  if (types.lastIndexOf('tool_result') > types.indexOf('text') && types.includes('text') && types.includes('tool_result')) {
    return `messages.${index}: \`tool_result\` blocks must come before text`;
  }
  const asked = previous === undefined ? [] : callIdsOf(previous);
  const unasked = resultIdsOf(message).find((id) => !asked.includes(id));
  if (unasked !== undefined) return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${unasked}`;
  return resultIdsOf(message).length > asked.length ? `messages.${index}: each tool_use must have a single result` : null;
}

function callIdsOf(message: RequestMessage | undefined): readonly string[] {
  return message === undefined ? [] : blocksOf(message).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
}

function resultIdsOf(message: RequestMessage | undefined): readonly string[] {
  return message === undefined
    ? []
    : blocksOf(message).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
}

/** A thinking block is valid behind exactly what it was made behind. One that another model made is dropped, not judged. */
function signatureProblem(request: MessagesRequest): string | null {
  const { messages } = request;
  for (const [index, message] of messages.entries()) {
    const blocks = blocksOf(message);
    for (const [place, block] of blocks.entries()) {
      if (block.type !== 'thinking') continue;
      const before = { request, messages: messages.slice(0, index), before: blocks.slice(0, place) };
      if (block.signature !== signatureFor(before, block.thinking)) {
        return `messages.${index}.content.${place}: Invalid \`signature\` in \`thinking\` block. The block is bound to a different conversation.`;
      }
    }
  }
  return null;
}
