import type { LlmMessage, LlmRequest } from '../../ports/llm-provider.ts';
import { isDerivedId } from './derived-id.ts';
import { payloadOf } from './gemini-payload.ts';
import { geminiSchema } from './gemini-schema.ts';
import { thinkingConfig } from './thinking-config.ts';

/** The vendor's documented stand-in for the signature of a call that the model did not make itself. */
const NO_SIGNATURE = 'skip_thought_signature_validator';

type Content = { readonly role?: string; readonly parts: readonly unknown[] };

/**
 * The body of a `generateContent` request.
 *
 * It names no temperature and forces no call: a model answers with text or with calls that fit their schemas. An answer of the same
 * model goes back as it came, signatures in place.
 */
export function toGeminiRequest({ model, system, messages, tools, outputTokensMax, effort }: LlmRequest): object {
  const thinking = thinkingConfig(effort, model);
  const functionDeclarations = tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    parametersJsonSchema: geminiSchema(inputSchema),
  }));
  return {
    systemInstruction: { role: 'system', parts: [{ text: system() }] },
    contents: alternating(messages.flatMap((message) => toContents(message, model))),
    ...(tools.length === 0
      ? {}
      : { tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } } }),
    generationConfig: { maxOutputTokens: outputTokensMax, ...(thinking === null ? {} : { thinkingConfig: thinking }) },
  };
}

function toContents(message: LlmMessage, model: string): readonly Content[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', parts: [{ text: message.text() }] }];
    case 'assistant': {
      const content = payloadOf(message.raw, model)?.content;
      if (content !== undefined) return [content];
      const parts = foreignParts(message);
      return parts.length === 0 ? [] : [{ role: 'model', parts }];
    }
    case 'tool':
      return [
        {
          role: 'user',
          parts: message.results.map(({ callId, toolName, ok, text }) => ({
            functionResponse: { ...idOf(callId), name: toolName, response: ok ? { output: text() } : { error: text() } },
          })),
        },
      ];
  }
}

/** Roles alternate: what the user says behind results, or behind an answer of which nothing is left, joins what stands before it. */
function alternating(contents: readonly Content[]): readonly Content[] {
  const merged: Content[] = [];
  for (const content of contents) {
    const last = merged.at(-1);
    if (last === undefined || content.role !== 'user' || last.role !== 'user') merged.push(content);
    else merged[merged.length - 1] = { role: 'user', parts: [...last.parts, ...content.parts] };
  }
  return merged;
}

/** What every model can read of an answer. */
function foreignParts({ text, toolCalls }: Extract<LlmMessage, { readonly role: 'assistant' }>): readonly object[] {
  const calls = toolCalls.map(({ id, name, input }, index) => ({
    functionCall: { ...idOf(id), name, args: input },
    ...(index === 0 ? { thoughtSignature: NO_SIGNATURE } : {}),
  }));
  return text.trim() === '' ? calls : [{ text }, ...calls];
}

function idOf(id: string): { readonly id?: string } {
  return isDerivedId(id) ? {} : { id };
}
