import { describe, expect, it } from 'vitest';
import { toGeminiRequest } from '../../../src/adapters/google/to-gemini-request.ts';
import type { LlmMessage } from '../../../src/ports/llm-provider.ts';
import { generateRequest } from '../../support/servers/google-request.ts';
import { NO_SIGNATURE } from '../../support/servers/google-request-rules.ts';
import { MODEL, request } from './gemini-rig.ts';

const TASK: LlmMessage = { role: 'user', text: () => 'Decide.' };
const CONTENT = { role: 'model', parts: [{ functionCall: { id: 'a', name: 'get_portfolio' }, thoughtSignature: 'c2ln' }] };
const CALLS: LlmMessage = {
  role: 'assistant',
  text: 'Looking.',
  toolCalls: [{ id: 'a', name: 'get_portfolio', input: {} }],
  raw: { vendor: 'google', model: MODEL, content: CONTENT },
};
const RESULTS: LlmMessage = {
  role: 'tool',
  results: [{ callId: 'a', toolName: 'get_portfolio', ok: true, value: null, text: () => 'cash 100' }],
};

function body(messages: readonly LlmMessage[], model = MODEL) {
  return toGeminiRequest(request({ messages, model })) as { readonly contents: readonly unknown[] };
}

describe('a request to generateContent', () => {
  it('names no temperature, and lets the model speak or call as its schemas say', () => {
    const made = body([TASK]);
    expect(made).toMatchObject({
      systemInstruction: { parts: [{ text: 'You are the trader.' }] },
      toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } },
      generationConfig: { maxOutputTokens: 2000 },
    });
    expect(JSON.stringify(made)).not.toMatch(/"(temperature|topP|topK|allowedFunctionNames)"/);
  });

  it('names no choice of tools when there are none', () => {
    const made = toGeminiRequest(request({ tools: [] }));
    expect(made).not.toHaveProperty('tools');
    expect(made).not.toHaveProperty('toolConfig');
  });

  it('has the same bytes of system and tools each time', () => {
    const [first, later] = [body([TASK]), body([TASK, CALLS, RESULTS])].map(({ contents: _contents, ...rest }) => rest);
    expect(JSON.stringify(later)).toBe(JSON.stringify(first));
  });

  it('gives the content of the same model back as the object that it was', () => {
    expect(body([TASK, CALLS, RESULTS]).contents[1]).toBe(CONTENT);
  });

  it.each<readonly [name: string, raw: unknown]>([
    ['another model', { vendor: 'google', model: 'gemini-4-argon', content: CONTENT }],
    ['another vendor', { vendor: 'anthropic', model: MODEL, content: CONTENT }],
    ['a payload without parts', { vendor: 'google', model: MODEL, content: { role: 'model', parts: [] } }],
    ['a plain strategy', null],
  ])('gives text and calls of %s', (_name, raw) => {
    expect(body([TASK, { ...CALLS, raw } as LlmMessage, RESULTS]).contents[1]).toEqual({
      role: 'model',
      parts: [
        { text: 'Looking.' },
        { functionCall: { id: 'a', name: 'get_portfolio', args: {} }, thoughtSignature: NO_SIGNATURE },
      ],
    });
  });

  it('puts a further question behind the results that it follows, without changing what it was given', () => {
    const messages = Object.freeze([TASK, CALLS, RESULTS, { role: 'user', text: () => 'And now?' } as const]);
    const { contents } = generateRequest.parse(body(messages));
    expect(contents[2]?.parts.map((part) => Object.keys(part))).toEqual([['functionResponse'], ['text']]);
    expect(contents).toHaveLength(3);
  });
});
