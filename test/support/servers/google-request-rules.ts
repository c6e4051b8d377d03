import type { z } from 'zod';
import { type GenerateRequest, generateRequest, type RequestContent, type RequestPart } from './google-request.ts';
import { unknownKeyword } from './google-schema-rules.ts';
import { thinkingProblem } from './google-thinking-rules.ts';

export const NO_SIGNATURE = 'skip_thought_signature_validator';

export type CheckedRequest =
  | { readonly tag: 'accepted'; readonly request: GenerateRequest }
  /** The message that the API would give with status 400. */
  | { readonly tag: 'rejected'; readonly message: string };

export interface IssuedSignatures {
  /** The part that this signature was issued with, as JSON, if it is valid for the model; else undefined. */
  partOf(signature: string, model: string): string | undefined;
}

/** Judges a body as the API does: what it does not know is an error, with the exception of what it says that it passes over. */
export function checkRequest(
  body: unknown,
  context: { readonly model: string; readonly issued: IssuedSignatures },
): CheckedRequest {
  const parsed = generateRequest.safeParse(body);
  if (!parsed.success) return rejected(issueText(parsed.error.issues[0]));
  // As it was sent, not as it was parsed: a part must come back byte for byte.
  const request = body as GenerateRequest;
  const problem =
    toolsProblem(request) ??
    thinkingProblem(context.model, request.generationConfig?.thinkingConfig) ??
    orderProblem(request.contents) ??
    signatureProblem(request.contents, context);
  return problem === null ? { tag: 'accepted', request } : rejected(problem);
}

function rejected(message: string): CheckedRequest {
  return { tag: 'rejected', message };
}

function issueText(issue: z.core.$ZodIssue | undefined): string {
  const place = issue?.path.map(String).join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    return `Invalid JSON payload received. Unknown name "${issue.keys[0]}" at '${place}': Cannot find field.`;
  }
  return `* GenerateContentRequest.${place}: ${issue?.message}`;
}

function toolsProblem({ tools = [], toolConfig }: GenerateRequest): string | null {
  const declarations = tools.flatMap(({ functionDeclarations }) => functionDeclarations);
  if (declarations.length === 0 && toolConfig !== undefined)
    return 'Function calling config is set without function_declarations.';
  if (new Set(declarations.map(({ name }) => name)).size < declarations.length) return 'Duplicate function declaration found.';
  for (const [index, { parametersJsonSchema }] of declarations.entries()) {
    const keyword = unknownKeyword(parametersJsonSchema);
    if (keyword !== null) return `function_declarations[${index}].${keyword}: the keyword is not supported.`;
  }
  return null;
}

/** Who speaks first and last, that roles alternate, and that each call has its response at once, in order, under its own id. */
function orderProblem(contents: readonly RequestContent[]): string | null {
  if (contents[0]?.role !== 'user') return 'Please ensure that the first content is of the user.';
  if (contents.at(-1)?.role !== 'user') return 'Please ensure that the last content is of the user.';
  for (const [index, content] of contents.entries()) {
    const before = contents[index - 1];
    if (before?.role === content.role) return 'Please ensure that multiturn requests alternate between user and model.';
    const problem = content.role === 'user' ? responsesProblem(before?.parts ?? [], content.parts) : modelProblem(content.parts);
    if (problem !== null) return problem;
  }
  return null;
}

function modelProblem(parts: readonly RequestPart[]): string | null {
  return parts.some(({ functionResponse }) => functionResponse !== undefined)
    ? 'Please ensure that function responses are of the user.'
    : null;
}

function responsesProblem(before: readonly RequestPart[], parts: readonly RequestPart[]): string | null {
  if (parts.some(({ functionCall }) => functionCall !== undefined)) return 'Please ensure that function calls are of the model.';
  const calls = before.flatMap(({ functionCall }) => functionCall ?? []);
  const responses = parts.flatMap(({ functionResponse }) => functionResponse ?? []);
  if (calls.length !== responses.length) {
    return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
  }
  const strange = responses.find(({ id, name }, index) => calls[index]?.id !== id || calls[index]?.name !== name);
  return strange === undefined
    ? null
    : `Function response ${strange.name} (${strange.id ?? 'no id'}) does not match its function call.`;
}

/** The first call of each step of the current turn carries the signature that it was made with, or the stand-in for none. */
function signatureProblem(
  contents: readonly RequestContent[],
  { model, issued }: { readonly model: string; readonly issued: IssuedSignatures },
): string | null {
  const turnStart = contents.findLastIndex(({ role, parts }) => role === 'user' && parts.some(({ text }) => text !== undefined));
  for (const [index, { role, parts }] of contents.entries()) {
    const first = parts.find(({ functionCall }) => functionCall !== undefined);
    if (role === 'user' || index < turnStart || first === undefined) continue;
    const { thoughtSignature: signature } = first;
    if (signature === undefined) {
      return `Function call is missing a thought_signature in functionCall parts. Function call \`${first.functionCall?.name}\`, position ${index}.`;
    }
    if (signature !== NO_SIGNATURE && issued.partOf(signature, model) !== JSON.stringify(first))
      return 'Corrupted thought signature.';
  }
  return null;
}
