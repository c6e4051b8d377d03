import { describe, expect, it } from 'vitest';
import { fromGeminiReply } from '../../../src/adapters/google/from-gemini-reply.ts';
import { isNestedDeeperThan } from '../../../src/domain/nesting.ts';
import { request } from './gemini-rig.ts';

const USAGE = {
  promptTokenCount: 310,
  cachedContentTokenCount: 300,
  candidatesTokenCount: 15,
  thoughtsTokenCount: 5,
  totalTokenCount: 330,
};
const SPENT = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 300, cacheWriteTokens: 0 };
const CALL = { functionCall: { id: 'a', name: 'get_portfolio', args: { b: 1 } }, thoughtSignature: 'c2ln' };
const THOUGHT = { text: 'I wonder.', thought: true };
const TEXT = { text: 'I hold.' };

function answer(parts: readonly unknown[], finishReason: unknown = 'STOP', changes: object = {}): unknown {
  return { candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }], usageMetadata: USAGE, ...changes };
}

function read(body: unknown, outputTokensMax = 1000) {
  return fromGeminiReply(body, request({ outputTokensMax }));
}

function nest(levels: number): unknown {
  return Array.from({ length: levels }).reduce<object>((inner) => ({ inner }), {});
}

describe('an answer of generateContent', () => {
  it.each([
    ['calls', [THOUGHT, TEXT, CALL], 'STOP', { stop: 'tool-calls', text: 'I hold.', toolCalls: [{ id: 'a', input: { b: 1 } }] }],
    ['text in pieces', [{ text: 'I ' }, THOUGHT, { text: 'hold.' }], 'STOP', { stop: 'end', text: 'I hold.' }],
    ['nothing', [], 'STOP', { stop: 'empty', text: '' }],
    ['thoughts alone', [THOUGHT], 'STOP', { stop: 'empty', text: '' }],
    ['blank text', [{ text: ' \n', thoughtSignature: 'c2ln' }], 'STOP', { stop: 'empty' }],
    ['a signature alone', [{ thoughtSignature: 'c2ln' }], 'STOP', { stop: 'empty' }],
    ['a cut off call', [CALL], 'MAX_TOKENS', { stop: 'truncated' }],
    ['more to come', [TEXT], 'CONTINUATION', { stop: 'truncated' }],
    ['a refusal that says why', [TEXT], 'SAFETY', { stop: 'refused', text: 'I hold.' }],
    ['a silent refusal', [], 'SAFETY', { stop: 'refused', text: 'refused, SAFETY' }],
    ['a recitation', [], 'RECITATION', { stop: 'refused' }],
    ['a foreign language', [], 'LANGUAGE', { stop: 'refused' }],
    ['a word of the list', [], 'BLOCKLIST', { stop: 'refused' }],
    ['prohibited content', [], 'PROHIBITED_CONTENT', { stop: 'refused' }],
    ['personal data', [], 'SPII', { stop: 'refused' }],
  ])('with %s', (_name, parts, finishReason, reply) => {
    expect(read(answer(parts, finishReason))).toMatchObject({ tag: 'answered', usage: SPENT, ...reply });
  });

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'MALFORMED_RESPONSE'])(
    'that ends with %s is worth asking again, and has its cost',
    (reason) => {
      expect(read(answer([CALL], reason))).toMatchObject({ code: 'bad-payload', retryable: true, spent: SPENT });
    },
  );

  it.each([
    ['a call too many of the vendor’s own tools', answer([TEXT], 'TOO_MANY_TOOL_CALLS')],
    ['a reason of the future', answer([TEXT], 'SOMETHING_NEW')],
    ['another reason', answer([TEXT], 'OTHER')],
    ['no reason', answer([TEXT], null)],
    ['two calls with one id', answer([CALL, CALL])],
    ['a call whose input is a text', answer([{ functionCall: { name: 'a', args: '{"symbol"' } }])],
    ['a call whose input is a list', answer([{ functionCall: { name: 'a', args: [] } }])],
    ['a call without a name', answer([{ functionCall: { args: {} } }])],
    ['a part of the future', answer([TEXT, { hologram: {} }])],
    ['an input that is nested too deep', answer([{ functionCall: { name: 'a', args: nest(32) } }])],
    [
      'a speaker who is not the model',
      answer([], 'STOP', { candidates: [{ content: { role: 'user', parts: [] }, finishReason: 'STOP' }] }),
    ],
    ['no candidate', answer([], 'STOP', { candidates: [] })],
    ['no candidates', answer([], 'STOP', { candidates: undefined })],
  ])('is of no use with %s, but has its cost', (_name, body) => {
    const reply = read(body);
    expect(reply).toMatchObject({ tag: 'failed', code: 'bad-payload', spent: SPENT });
    expect(reply).not.toHaveProperty('retryable');
  });

  it('may be nested as deep as the rest of the program can walk', () => {
    expect(isNestedDeeperThan(nest(31), 32)).toBe(false);
    expect(read(answer([{ functionCall: { name: 'a', args: nest(31) } }]))).toMatchObject({ stop: 'tool-calls' });
  });

  it.each([
    ['no usage', { candidates: [{ content: { parts: [TEXT] }, finishReason: 'STOP' }] }],
    ['usage that counts backwards', answer([TEXT], 'STOP', { usageMetadata: { promptTokenCount: -1 } })],
    ['more in the cache than in the prompt', answer([TEXT], 'STOP', { usageMetadata: { ...USAGE, promptTokenCount: 299 } })],
    ['a list', []],
    ['an error', { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }],
    ['nothing', undefined],
  ])('is of no use with %s, at an unknown cost', (_name, body) => {
    expect(read(body)).toMatchObject({ tag: 'failed', code: 'bad-payload', spent: 'unknown' });
  });

  it('counts what is not mentioned as none, and tokens of tools of the vendor as input', () => {
    const { usageMetadata: _all, ...rest } = answer([TEXT]) as Record<string, unknown>;
    expect(read({ ...rest, usageMetadata: { promptTokenCount: 7 } })).toMatchObject({
      usage: { inputTokens: 7, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
    });
    expect(read({ ...rest, usageMetadata: { ...USAGE, toolUsePromptTokenCount: 4 } })).toMatchObject({
      usage: { ...SPENT, inputTokens: 14 },
    });
  });

  it('has run to its limit when thoughts and words are as long, whatever it says of its stop', () => {
    expect(read(answer([CALL]), 20)).toMatchObject({ stop: 'truncated' });
    expect(read(answer([CALL]), 21)).toMatchObject({ stop: 'tool-calls' });
  });

  it('is a refusal when the prompt was blocked', () => {
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 9 } };
    const reply = { tag: 'answered', stop: 'refused', text: 'refused, the prompt was blocked: PROHIBITED_CONTENT', raw: null };
    expect(read(blocked)).toMatchObject({ ...reply, usage: { inputTokens: 9, outputTokens: 0 } });
    expect(read({ ...blocked, candidates: [] })).toMatchObject(reply);
  });

  it('gives each call without an id one that no other call of the conversation has', () => {
    const parts = [{ functionCall: { name: 'a' } }, { functionCall: { id: '', name: 'b' } }];
    expect(read(answer(parts))).toMatchObject({
      toolCalls: [
        { id: 'gemini-call-1-0', name: 'a', input: {} },
        { id: 'gemini-call-1-1', name: 'b' },
      ],
    });
    const { messages } = request();
    const later = fromGeminiReply(answer(parts), request({ messages: [...messages, ...messages] }));
    expect(later).toMatchObject({ toolCalls: [{ id: 'gemini-call-2-0' }, { id: 'gemini-call-2-1' }] });
  });

  it('keeps its content as the object that it was, with the model that made it', () => {
    const body = answer([THOUGHT, { ...CALL, extra: { kept: true } }]);
    const { candidates } = body as { readonly candidates: readonly { readonly content: object }[] };
    const reply = read(body);
    expect(reply).toMatchObject({ raw: { vendor: 'google', model: 'gemini-3.8-flash' } });
    expect((reply as unknown as { readonly raw: { readonly content: unknown } }).raw.content).toBe(candidates[0]?.content);
  });
});
