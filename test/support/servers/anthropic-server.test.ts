import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnthropicServer, startAnthropicServer } from './anthropic-server.ts';

type Body = Readonly<Record<string, unknown>>;

const KEY = 'key-1';
const CACHED = { type: 'ephemeral' };
const TOOL = { name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: {} } };
const CALLS = [
  { type: 'tool_use', id: 'a', name: 'look', input: {} },
  { type: 'tool_use', id: 'b', name: 'look', input: {} },
];

let server: AnthropicServer;

beforeAll(async () => {
  server = await startAnthropicServer({ apiKey: KEY });
});
beforeEach(() => server.script(() => ({ kind: 'message', content: [{ type: 'text', text: 'Yes.' }] })));
afterAll(() => server.close());

function body(changes: Body = {}): Body {
  return { model: 'claude-sonnet-5-5', max_tokens: 100, tools: [TOOL], messages: [{ role: 'user', content: 'Go.' }], ...changes };
}

async function post(sent: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'anthropic-version': '2026-10-21',
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof sent === 'string' ? sent : JSON.stringify(sent),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

function results(...ids: readonly string[]) {
  return ids.map((id) => ({ type: 'tool_result', tool_use_id: id, content: 'seen' }));
}

function answering(content: readonly unknown[], assistant: readonly unknown[] = CALLS): Body {
  return body({
    messages: [
      { role: 'user', content: 'Go.' },
      { role: 'assistant', content: assistant },
      { role: 'user', content },
    ],
  });
}

describe('the server that stands in for Anthropic', () => {
  it.each([
    ['a question', body()],
    ['effort and adaptive thinking', body({ output_config: { effort: 'low' }, thinking: { type: 'adaptive' } })],
    ['results in order, then text', answering([...results('a', 'b'), { type: 'text', text: 'Go on.' }])],
    [
      'four breakpoints',
      body({ cache_control: CACHED, system: [1, 2, 3].map((n) => ({ type: 'text', text: `${n}`, cache_control: CACHED })) }),
    ],
  ])('accepts %s', async (_name, sent) => {
    expect(await post(sent)).toMatchObject({ status: 200, json: { stop_reason: 'end_turn' } });
  });

  it.each([
    ['temperature', body({ temperature: 1 }), 'temperature'],
    ['top_p', body({ top_p: 1 }), 'top_p'],
    ['top_k', body({ top_k: 5 }), 'top_k'],
    ['a forced tool', body({ tool_choice: { type: 'tool', name: 'look' } }), 'not supported for this model'],
    ['any tool forced', body({ tool_choice: { type: 'any' } }), 'not supported for this model'],
    ['thinking switched off', body({ thinking: { type: 'disabled' } }), 'thinking'],
    ['a budget of thinking', body({ thinking: { type: 'enabled', budget_tokens: 1024 } }), 'thinking'],
    ['an unknown field', body({ seed: 7 }), 'seed: Extra inputs are not permitted'],
    ['an unknown field of a message', body({ messages: [{ role: 'user', content: 'Go.', name: 'me' }] }), 'Extra inputs'],
    [
      'an answer begun for the model',
      body({
        messages: [
          { role: 'user', content: 'Go.' },
          { role: 'assistant', content: 'I' },
        ],
      }),
      'prefill',
    ],
    [
      'a conversation that begins with an answer',
      body({
        messages: [
          { role: 'assistant', content: 'I' },
          { role: 'user', content: 'Go.' },
        ],
      }),
      'first message',
    ],
    ['blank text', body({ messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] }), 'non-whitespace'],
    ['a missing result', answering(results('a')), 'without `tool_result` blocks immediately after: b'],
    ['results out of order', answering(results('b', 'a')), 'out of order'],
    ['text before results', answering([{ type: 'text', text: 'Well.' }, ...results('a', 'b')]), 'before text'],
    ['a result of no call', answering(results('a', 'b', 'c')), 'unexpected `tool_use_id`'],
    ['two results of one call', answering(results('a', 'b', 'b')), 'single result'],
    [
      'results in two messages',
      body({
        messages: [
          { role: 'user', content: 'Go.' },
          { role: 'assistant', content: CALLS },
          { role: 'user', content: results('a') },
          { role: 'user', content: results('b') },
        ],
      }),
      'immediately after',
    ],
    ['one id twice', answering(results('a', 'a'), [CALLS[0], CALLS[0]]), 'unique'],
    [
      'thinking that it did not sign',
      answering([{ type: 'text', text: 'Go.' }], [{ type: 'thinking', thinking: 'Hm.', signature: 'x' }]),
      'bound to a different conversation',
    ],
    [
      'five breakpoints',
      body({ system: [1, 2, 3, 4, 5].map((n) => ({ type: 'text', text: `${n}`, cache_control: CACHED })) }),
      'Found 5',
    ],
    ['two tools of one name', body({ tools: [TOOL, TOOL] }), 'unique'],
    ['a tool whose input is a choice', body({ tools: [{ ...TOOL, input_schema: { type: 'object', anyOf: [] } }] }), 'anyOf'],
    ['a choice of tools without tools', body({ tools: [], tool_choice: { type: 'auto' } }), 'while providing tools'],
    ['lenient JSON', '{"model": "claude-sonnet-5-5", "max_tokens": 1,}', 'not valid JSON'],
  ])('rejects %s', async (_name, sent, words) => {
    const { status, json } = await post(sent);
    expect({ status, type: json.error.type }).toEqual({ status: 400, type: 'invalid_request_error' });
    expect(json.error.message).toContain(words);
  });

  it('knows who asks, in which version, and which models there are', async () => {
    expect(await post(body(), { authorization: 'Bearer other' })).toMatchObject({ status: 401 });
    expect(await post(body(), { authorization: '', 'x-api-key': KEY })).toMatchObject({ status: 401 });
    expect(await post(body(), { 'anthropic-version': '2023-06-01' })).toMatchObject({ status: 400 });
    expect(await post(body({ model: 'claude-sonnet-4' }))).toMatchObject({
      status: 404,
      json: { error: { type: 'not_found_error' } },
    });
  });

  describe('binds thinking to what it was thought behind', () => {
    const thought = { type: 'thinking' as const, thinking: 'Hm.' };

    async function second(change: (sent: Body, answer: readonly Body[]) => Body) {
      server.script(() => ({ kind: 'message', content: [thought, { type: 'tool_use', name: 'look', input: { b: 1, a: 2 } }] }));
      const first = await post(body());
      const [, call] = first.json.content;
      const messages = [
        { role: 'user', content: 'Go.' },
        { role: 'assistant', content: first.json.content },
        { role: 'user', content: results(call.id) },
      ];
      return post(change(body({ messages }), first.json.content));
    }

    it('accepts the conversation as it was, breakpoints aside', async () => {
      expect(await second((sent) => ({ ...sent, cache_control: CACHED }))).toMatchObject({ status: 200 });
    });

    it.each<[string, (sent: Body, answer: readonly Body[]) => Body]>([
      ['other tools', (sent) => ({ ...sent, tools: [{ ...TOOL, description: 'Looks well.' }] })],
      ['another system', (sent) => ({ ...sent, system: 'Be bold.' })],
      [
        'another question',
        (sent) => ({
          ...sent,
          messages: [{ role: 'user', content: 'Stop.' }, ...(sent['messages'] as readonly unknown[]).slice(1)],
        }),
      ],
      [
        'an edited thought',
        (sent, [thinking, call]) => {
          const [question, , answers] = sent['messages'] as readonly unknown[];
          return {
            ...sent,
            messages: [question, { role: 'assistant', content: [{ ...thinking, thinking: 'Ha.' }, call] }, answers],
          };
        },
      ],
    ])('rejects %s', async (_name, change) => {
      expect((await second(change)).json).toMatchObject({
        error: { message: expect.stringContaining('bound to a different conversation') },
      });
    });
  });

  describe('keeps a prompt cache', () => {
    const LONG = 'x'.repeat(4000);
    let turn = 0;

    function cachedBody(words: string, changes: Body = {}): Body {
      turn += 1;
      return body({
        system: [{ type: 'text', text: words, cache_control: CACHED }],
        messages: [{ role: 'user', content: `${turn}` }],
        ...changes,
      });
    }

    it('writes a prefix at its breakpoint and reads it while it lives', async () => {
      const words = `first ${LONG}`;
      const { usage: written } = (await post(cachedBody(words))).json;
      const { usage: read } = (await post(cachedBody(words))).json;
      server.advance(300_001);
      const { usage: gone } = (await post(cachedBody(words))).json;
      expect(written).toMatchObject({ cache_read_input_tokens: 0, cache_creation_input_tokens: expect.any(Number) });
      expect(written.cache_creation_input_tokens).toBeGreaterThan(1000);
      expect(read).toMatchObject({
        cache_read_input_tokens: written.cache_creation_input_tokens,
        cache_creation_input_tokens: 0,
      });
      expect(gone.cache_read_input_tokens).toBe(0);
    });

    it.each([
      ['a shorter prefix than 512 tokens', () => ['y'.repeat(1200), 'y'.repeat(1200)]],
      ['a prefix of which one character differs', () => [`a ${LONG}`, `b ${LONG}`]],
    ])('does not read %s', async (_name, words) => {
      const [before = '', then = ''] = words();
      await post(cachedBody(before));
      expect((await post(cachedBody(then))).json.usage.cache_read_input_tokens).toBe(0);
    });

    it('does not read what stands behind other tools or belongs to another model', async () => {
      const words = `second ${LONG}`;
      await post(cachedBody(words));
      expect((await post(cachedBody(words, { tools: [] }))).json.usage.cache_read_input_tokens).toBe(0);
      expect((await post(cachedBody(words, { model: 'claude-opus-5-5' }))).json.usage.cache_read_input_tokens).toBe(0);
    });
  });
});
