import type { LlmMessage, LlmRequest } from '../../ports/llm-provider.ts';
import { payloadOf } from './gemini-payload.ts';
import { geminiSchema } from './gemini-schema.ts';
import { thinkingConfig } from './thinking-config.ts';

/** The vendor's documented stand-in for the signature of a call that the model did not make itself. */
const NO_SIGNATURE = 'skip_thought_signature_validator';
/** Begins the ids that are derived here for calls without one; the vendor never sees them. */
export const DERIVED_ID = 'gemini-call-';

/** The body of a `generateContent` request. */
export function toGeminiRequest({ model, system, messages, tools, outputTokensMax, effort }: LlmRequest): object {
  const thinking = thinkingConfig(effort, model);
  const functionDeclarations = tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    parametersJsonSchema: geminiSchema(inputSchema),
  }));
  return {
    systemInstruction: { role: 'system', parts: [{ text: system() }] },
    contents: messages.flatMap((message) => toContents(message, model)),
    ...(tools.length === 0
      ? {}
      : { tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } } }),
    generationConfig: { maxOutputTokens: outputTokensMax, ...(thinking === null ? {} : { thinkingConfig: thinking }) },
  };
}

function toContents(message: LlmMessage, model: string): readonly object[] {
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

function foreignParts({ text, toolCalls }: Extract<LlmMessage, { readonly role: 'assistant' }>): readonly object[] {
  const calls = toolCalls.map(({ id, name, input }, index) => ({
    functionCall: { ...idOf(id), name, args: input },
    ...(index === 0 ? { thoughtSignature: NO_SIGNATURE } : {}),
  }));
  return text.trim() === '' ? calls : [{ text }, ...calls];
}

function idOf(id: string): { readonly id?: string } {
  return id.startsWith(DERIVED_ID) ? {} : { id };
}
