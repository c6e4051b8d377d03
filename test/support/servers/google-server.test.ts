import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NO_SIGNATURE } from './google-request-rules.ts';
import { rateLimited } from './google-scripted-answer.ts';
import { type GoogleServer, startGoogleServer } from './google-server.ts';

type Body = Readonly<Record<string, unknown>>;

const KEY = 'key-1';
const TASK = { role: 'user', parts: [{ text: 'Go.' }] };
const TOOLS = [{ functionDeclarations: [{ name: 'look', description: 'Looks.', parametersJsonSchema: { type: 'object' } }] }];
const CALLED = { functionCall: { id: 'a', name: 'look' }, thoughtSignature: NO_SIGNATURE };
const SEEN = { functionResponse: { id: 'a', name: 'look', response: { output: 'seen' } } };

let server: GoogleServer;

beforeAll(async () => {
  server = await startGoogleServer({ apiKey: KEY });
});
beforeEach(() => server.script(() => ({ kind: 'content', parts: [{ text: 'Yes.' }] })));
afterAll(() => server.close());

async function post(
  changes: Body,
  { model = 'gemini-3.8-flash', key = KEY, text }: Partial<Record<'model' | 'key' | 'text', string>> = {},
) {
  const response = await fetch(`${server.url}/v1beta/models/${model}:generateContent`, {
    method: 'POST',
    headers: key === '' ? {} : { 'x-goog-api-key': key },
    body: text ?? JSON.stringify({ contents: [TASK], tools: TOOLS, ...changes }),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

function conversation(model: readonly unknown[], user: readonly unknown[]): Body {
  return { contents: [TASK, { role: 'model', parts: model }, { role: 'user', parts: user }] };
}

function schema(parametersJsonSchema: Body): Body {
  return { tools: [{ functionDeclarations: [{ name: 'look', description: '', parametersJsonSchema }] }] };
}

function thinking(thinkingConfig: Body): Body {
  return { generationConfig: { thinkingConfig } };
}

describe('the stand-in for the Gemini API', () => {
  it('answers with usage, and gives the first of several calls a signature and each an id', async () => {
    const look = { functionCall: { name: 'look', args: {} } };
    server.script([{ kind: 'content', parts: [{ text: 'Hm.', thought: true }, look, look], thoughtTokens: 3 }]);
    const { status, json } = await post({});
    expect(status).toBe(200);
    expect(json).toMatchObject({
      candidates: [{ finishReason: 'STOP', content: { role: 'model' } }],
      usageMetadata: { promptTokenCount: expect.any(Number), thoughtsTokenCount: 3 },
    });
    const [thought, first, second] = json.candidates[0].content.parts;
    expect(thought).toEqual({ text: 'Hm.', thought: true });
    expect(first).toMatchObject({ functionCall: { id: expect.any(String) }, thoughtSignature: expect.any(String) });
    expect(second).not.toHaveProperty('thoughtSignature');
    expect(second.functionCall.id).not.toBe(first.functionCall.id);
  });

  it.each<readonly [name: string, changes: Body]>([
    ['a conversation', conversation([{ text: 'Hm.' }, CALLED], [SEEN])],
    [
      'calls without ids',
      conversation([{ ...CALLED, functionCall: { name: 'look' } }], [{ functionResponse: { name: 'look', response: {} } }]),
    ],
    [
      'a later call without a signature',
      conversation(
        [CALLED, { functionCall: { id: 'b', name: 'look' } }],
        [SEEN, { functionResponse: { ...SEEN.functionResponse, id: 'b' } }],
      ),
    ],
    ['an old turn without signatures', conversation([{ functionCall: CALLED.functionCall }], [SEEN, { text: 'And now?' }])],
    ['a level', thinking({ thinkingLevel: 'low' })],
  ])('takes %s', async (_name, changes) => {
    expect((await post(changes)).status).toBe(200);
  });

  it.each<readonly [name: string, changes: Body, words: string]>([
    ['a field of its own making', { temperature: 0 }, 'Unknown name "temperature"'],
    ['no contents', { contents: [] }, 'contents'],
    ['a content without parts', { contents: [{ role: 'user', parts: [] }] }, 'must include at least one parts field'],
    ['a part without data', { contents: [{ role: 'user', parts: [{}] }] }, 'required oneof field'],
    ['a model that begins', { contents: [{ role: 'model', parts: [{ text: 'a' }] }, TASK] }, 'first content'],
    ['a model that ends', { contents: [TASK, { role: 'model', parts: [{ text: 'a' }] }] }, 'last content'],
    ['two contents of the user', { contents: [TASK, TASK] }, 'alternate'],
    ['a call without its response', conversation([CALLED], [{ text: 'Well?' }]), 'number of function response parts'],
    ['a response without a call', conversation([{ text: 'a' }], [SEEN]), 'number of function response parts'],
    [
      'a response under another id',
      conversation([CALLED], [{ functionResponse: { ...SEEN.functionResponse, id: 'b' } }]),
      'does not match',
    ],
    [
      'a response without the id',
      conversation([CALLED], [{ functionResponse: { name: 'look', response: {} } }]),
      'does not match',
    ],
    ['an id that was never given', conversation([{ ...CALLED, functionCall: { name: 'look' } }], [SEEN]), 'does not match'],
    [
      'a call of this turn without a signature',
      conversation([{ functionCall: CALLED.functionCall }], [SEEN]),
      'missing a thought_signature',
    ],
    [
      'a signature that was never given',
      conversation([{ ...CALLED, thoughtSignature: 'c2ln' }], [SEEN]),
      'Corrupted thought signature',
    ],
    ['const', schema({ properties: { a: { const: 1 } } }), 'parameters_json_schema.properties.a.const'],
    ['an exclusive bound', schema({ items: { exclusiveMinimum: 1 } }), 'items.exclusiveMinimum'],
    ['a pattern', schema({ anyOf: [{ type: 'null' }, { pattern: 'a' }] }), 'anyOf.1.pattern'],
    [
      'a mode without tools',
      { tools: [], toolConfig: { functionCallingConfig: { mode: 'AUTO' } } },
      'without function_declarations',
    ],
    ['minimal thinking', thinking({ thinkingLevel: 'minimal' }), 'MINIMAL is not supported'],
    ['level and budget', thinking({ thinkingLevel: 'low', thinkingBudget: 1 }), 'only set one'],
    ['too long an answer', { generationConfig: { maxOutputTokens: 65_537 } }, 'maxOutputTokens'],
  ])('refuses %s', async (_name, changes, words) => {
    const { status, json } = await post(changes);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT', message: expect.stringContaining(words) });
    expect(json.error.details[0].fieldViolations).toHaveLength(1);
    expect(server.requests.at(-1)?.rejection).toContain(words);
  });

  it.each<readonly [model: string, config: Body, status: number]>([
    ['gemini-2.5-pro', { thinkingBudget: 128 }, 200],
    ['gemini-2.5-pro', { thinkingBudget: 0 }, 400],
    ['gemini-2.5-pro', { thinkingLevel: 'low' }, 400],
    ['gemini-4-argon', { thinkingBudget: 128 }, 400],
    ['gemini-3.5-flash', { thinkingLevel: 'minimal' }, 200],
  ])('lets %s think by %j: %i', async (model, config, status) => {
    expect((await post(thinking(config), { model })).status).toBe(status);
  });

  it('takes a signed part back unchanged, for its model, until signatures are forgotten', async () => {
    server.script((_request, turn) =>
      turn === 0
        ? { kind: 'content', parts: [{ functionCall: { name: 'look', args: { a: 1 } } }] }
        : { kind: 'content', parts: [{ text: 'Yes.' }] },
    );
    const [part] = (await post({})).json.candidates[0].content.parts;
    const seen = { functionResponse: { ...SEEN.functionResponse, id: part.functionCall.id } };
    const changed = { ...part, functionCall: { ...part.functionCall, args: { a: 2 } } };
    expect((await post(conversation([part], [seen]))).status).toBe(200);
    expect((await post(conversation([changed], [seen]))).json.error.message).toBe('Corrupted thought signature.');
    expect((await post(conversation([part], [seen]), { model: 'gemini-4-argon' })).status).toBe(400);
    server.forgetSignatures();
    expect((await post(conversation([part], [seen]))).status).toBe(400);
  });

  it('knows who asks, and for what', async () => {
    expect(await post({}, { key: '' })).toMatchObject({ status: 403, json: { error: { status: 'PERMISSION_DENIED' } } });
    const stranger = await post({}, { key: 'key-2' });
    expect(stranger).toMatchObject({ status: 400, json: { error: { details: [{ reason: 'API_KEY_INVALID' }] } } });
    expect(await post({}, { model: 'gemini-1.5-pro' })).toMatchObject({ status: 404, json: { error: { status: 'NOT_FOUND' } } });
    expect((await post({}, { text: '{"contents"' })).status).toBe(400);
    expect((await fetch(`${server.url}/v1/models`, { headers: { 'x-goog-api-key': KEY } })).status).toBe(404);
  });

  it('tells in the details when a limit ends', async () => {
    server.script([rateLimited('17s')]);
    const { status, json } = await post({});
    expect(status).toBe(429);
    expect(json.error).toMatchObject({ status: 'RESOURCE_EXHAUSTED', details: [{}, { retryDelay: '17s' }] });
  });

  it('reads from its cache the exact prefix of an earlier request, from 4,096 tokens on', async () => {
    const cached = async (first: string, changes: Body = {}) => {
      const { json } = await post({ contents: [{ role: 'user', parts: [{ text: first }, { text: 'Well?' }] }], ...changes });
      return json.usageMetadata.cachedContentTokenCount ?? 0;
    };
    const [long, other] = ['a'.repeat(17_000), `b${'a'.repeat(17_000)}`];
    expect(await cached(long)).toBe(0);
    expect(await cached(long)).toBeGreaterThan(4_096);
    expect(await cached(long, { tools: [] })).toBe(0);
    expect(await cached(other)).toBe(0);
    expect(await cached('short')).toBe(0);
    expect(await cached('short')).toBe(0);
  });
});
