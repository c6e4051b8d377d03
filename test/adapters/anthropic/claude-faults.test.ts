import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ClaudeProvider } from '../../../src/adapters/anthropic/claude-provider.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { ScriptedAnswer } from '../../support/servers/anthropic-server.ts';
import { API_KEY, claudeRig, limits, request, START_AT, says } from './claude-rig.ts';

const FAULTS: readonly (readonly [name: string, answer: ScriptedAnswer, failure: object])[] = [
  [
    'a rate limit that says when it ends',
    { kind: 'error', status: 429, type: 'rate_limit_error', headers: { 'retry-after': '7' } },
    { code: 'rate-limited', retryable: true, retryAfterMs: 7000 },
  ],
  [
    'a rate limit that does not, which is the spend cap',
    { kind: 'error', status: 429, type: 'rate_limit_error', message: 'You have reached your monthly spend limit.' },
    { code: 'rate-limited', retryable: false },
  ],
  ['an overload', { kind: 'error', status: 529, type: 'overloaded_error' }, { code: 'overloaded', retryable: true }],
  ['a server error', { kind: 'error', status: 500, type: 'api_error' }, { code: 'overloaded', retryable: true }],
  [
    'an overload after the headers of a success',
    {
      kind: 'raw',
      status: 200,
      contentType: 'application/json',
      body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    },
    { code: 'overloaded', retryable: true, spent: 'unknown' },
  ],
  [
    'a page of a gateway with status 200',
    { kind: 'raw', status: 200, contentType: 'text/html', body: '<html>Welcome</html>' },
    { code: 'bad-payload', spent: 'unknown' },
  ],
  [
    'a page of a gateway with status 502',
    { kind: 'raw', status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' },
    { code: 'overloaded', retryable: true },
  ],
  [
    'JSON that ends too early',
    {
      kind: 'raw',
      status: 200,
      contentType: 'application/json',
      body: '{"type":"message","content":[{"type":"tool_use","input":{"sizeStep":1',
    },
    { code: 'bad-payload', retryable: true, spent: 'unknown' },
  ],
  ['a body that is cut off', { kind: 'cut-off' }, { code: 'network', retryable: true, spent: 'unknown' }],
  ['a connection that is reset', { kind: 'reset' }, { code: 'network', retryable: true, spent: 'unknown' }],
  ['an unknown status', { kind: 'error', status: 418, type: 'teapot_error' }, { code: 'bad-payload', retryable: false }],
  [
    'an unknown block',
    { kind: 'message', content: [], changes: { content: [{ type: 'hologram' }], usage: { input_tokens: 7, output_tokens: 3 } } },
    { code: 'bad-payload', spent: { inputTokens: 7, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0 } },
  ],
];

describe('Claude in trouble', () => {
  it.each(FAULTS)('tells of %s', async (_name, answer, failure) => {
    const { provider, server } = await claudeRig([answer]);
    expect(await provider.respond(request(), limits())).toMatchObject({ tag: 'failed', ...failure });
    expect(server.requests).toHaveLength(1);
  });

  it('tells of a key that is not accepted, of a model that is gone and of a request that is wrong', async () => {
    const { provider, server } = await claudeRig([]);
    const stranger = new ClaudeProvider({
      apiKey: 'sk-ant-other',
      http: systemHttpTransport,
      clock: (await claudeRig([])).clock,
      baseUrl: server.url,
    });
    expect(await stranger.respond(request(), limits())).toMatchObject({ code: 'unauthorised', retryable: false });
    const gone = await provider.respond(request({ model: 'claude-sonnet-4' }), limits());
    expect(gone).toMatchObject({ code: 'model-unknown', retryable: false, message: expect.stringContaining('claude-sonnet-4') });
    const wrong = await provider.respond(request({ outputTokensMax: 128_001 }), limits());
    expect(wrong).toMatchObject({ code: 'bad-request', retryable: false, message: expect.stringContaining('max_tokens') });
  });

  it('tells of a host that is not there, for which nothing was spent', async () => {
    const { provider, server } = await claudeRig([]);
    await server.close();
    const failure = await provider.respond(request(), limits());
    expect(failure).toMatchObject({ code: 'network', retryable: true, message: expect.stringContaining('ECONNREFUSED') });
    expect(failure).not.toHaveProperty('spent');
  });

  it.each([
    ['hangs', { kind: 'hang' }],
    ['drips', { kind: 'drip' }],
  ] as const)('gives up at the deadline when the answer %s, and closes the connection', async (_name, answer) => {
    const { provider, server, clock } = await claudeRig([answer]);
    const reply = provider.respond(request(), limits({ deadlineAt: START_AT + 30_000 }));
    await server.received(1);
    await clock.advanceTo(START_AT + 29_999);
    expect(server.requests[0]?.abandoned).toBe(false);
    await clock.advanceTo(START_AT + 30_000);
    expect(await reply).toMatchObject({ code: 'timeout', retryable: true, spent: 'unknown' });
    await expect.poll(() => server.requests[0]?.abandoned).toBe(true);
  });

  it('waits for no answer longer than 240 seconds, before the platform gives up in its own way', async () => {
    const { provider, server, clock } = await claudeRig([{ kind: 'hang' }]);
    const reply = provider.respond(request(), limits({ deadlineAt: START_AT + 3_600_000 }));
    await server.received(1);
    await clock.advanceTo(START_AT + 240_000);
    expect(await reply).toMatchObject({ code: 'timeout' });
  });

  it('stops at once when it is cancelled, and leaves nothing behind', async () => {
    const { provider, server, clock } = await claudeRig([{ kind: 'drip' }, says('I hold.')]);
    const controller = new AbortController();
    const reply = provider.respond(request(), limits({ signal: controller.signal }));
    await server.received(1);
    controller.abort();
    expect(await reply).toMatchObject({ code: 'cancelled', spent: 'unknown' });
    const lasting = new AbortController();
    await provider.respond(request(), limits({ signal: lasting.signal }));
    expect(getEventListeners(lasting.signal, 'abort')).toEqual([]);
    expect(clock.nextTimerAt).toBeNull();
  });

  it('sends nothing when its time is over before it begins', async () => {
    const { provider, server } = await claudeRig([]);
    const failure = await provider.respond(request(), limits({ deadlineAt: START_AT }));
    expect(failure).toMatchObject({ code: 'timeout' });
    expect(failure).not.toHaveProperty('spent');
    expect(server.requests).toEqual([]);
  });

  it('never repeats its key, however an error echoes it', async () => {
    const echo = `key ${API_KEY}, Bearer ${API_KEY}, ${Buffer.from(API_KEY).toString('base64')}, ${encodeURIComponent(API_KEY)}`;
    const { provider } = await claudeRig([
      { kind: 'error', status: 400, type: 'invalid_request_error', message: echo },
      { kind: 'error', status: 500, type: API_KEY, message: echo, headers: { 'request-id': API_KEY } },
      {
        kind: 'raw',
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({ type: 'error', error: { type: 'api_error', message: echo } }),
      },
      { kind: 'raw', status: 503, contentType: 'text/plain', body: echo },
      { kind: 'message', content: [], stopReason: API_KEY },
    ]);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const text = JSON.stringify(await provider.respond(request(), limits()));
      expect(text).toContain('failed');
      expect(text).not.toContain(API_KEY.slice(0, 20));
      expect(text).not.toContain(Buffer.from(API_KEY).toString('base64'));
    }
    const broken = new ClaudeProvider({
      apiKey: API_KEY,
      clock: (await claudeRig([])).clock,
      http: () => Promise.reject(new Error(`no route for ${echo}`)),
    });
    expect(JSON.stringify(await broken.respond(request(), limits()))).not.toContain(API_KEY);
  });

  it('refuses inputs that are nested more than 32 levels deep', async () => {
    const nest = (levels: number): unknown => Array.from({ length: levels }).reduce<object>((inner) => ({ inner }), {});
    const call = (input: unknown): ScriptedAnswer => ({
      kind: 'message',
      content: [{ type: 'tool_use', name: 'get_portfolio', input }],
    });
    const { provider } = await claudeRig([call(nest(31)), call(nest(32))]);
    expect(await provider.respond(request(), limits())).toMatchObject({ stop: 'tool-calls' });
    expect(await provider.respond(request(), limits())).toMatchObject({
      code: 'bad-payload',
      spent: { cacheReadTokens: expect.any(Number) },
    });
  });
});
