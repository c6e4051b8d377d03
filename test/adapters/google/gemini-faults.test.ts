import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RetryingProvider } from '../../../src/agent/retrying-provider.ts';
import { rateLimited, type ScriptedAnswer } from '../../support/servers/google-scripted-answer.ts';
import { API_KEY, calls, geminiRig, limits, request, START_AT, says } from './gemini-rig.ts';

const UNAVAILABLE = { kind: 'error', status: 503, name: 'UNAVAILABLE', message: 'The model is overloaded.' } as const;
const GARBLED = { kind: 'content', parts: [], finishReason: 'MALFORMED_FUNCTION_CALL' } as const;

function json(body: string): ScriptedAnswer {
  return { kind: 'raw', status: 200, contentType: 'application/json', body };
}

const FAULTS: readonly (readonly [name: string, answer: ScriptedAnswer, failure: object])[] = [
  ['a rate limit that says when it ends', rateLimited('17s'), { code: 'rate-limited', retryable: true, retryAfterMs: 17_000 }],
  [
    'a rate limit that does not',
    { kind: 'error', status: 429, name: 'RESOURCE_EXHAUSTED' },
    { code: 'rate-limited', retryable: true, message: 'status 429: RESOURCE_EXHAUSTED' },
  ],
  ['an overload', UNAVAILABLE, { code: 'overloaded', retryable: true, message: 'status 503: The model is overloaded.' }],
  ['a server error', { kind: 'error', status: 500, name: 'INTERNAL' }, { code: 'overloaded', retryable: true }],
  ['an answer too late', { kind: 'error', status: 504, name: 'DEADLINE_EXCEEDED' }, { code: 'overloaded', retryable: true }],
  ['a forbidden key', { kind: 'error', status: 403, name: 'PERMISSION_DENIED' }, { code: 'unauthorised', retryable: false }],
  ['an unknown status', { kind: 'error', status: 418, name: 'TEAPOT' }, { code: 'bad-payload', retryable: false }],
  [
    'a page of a gateway with status 502',
    { kind: 'raw', status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' },
    { code: 'overloaded', retryable: true, message: 'status 502: no error of the API' },
  ],
  [
    'a page of a gateway with status 200',
    { kind: 'raw', status: 200, contentType: 'text/html', body: '<html>Welcome</html>' },
    { code: 'bad-payload', retryable: true, spent: 'unknown' },
  ],
  [
    'JSON that ends too early',
    json('{"candidates":[{"content":{"parts":[{"functionCall":{"args":{"sizeStep":1'),
    { code: 'bad-payload', retryable: true, spent: 'unknown' },
  ],
  ['a body that is a bare value', json('null'), { code: 'bad-payload', retryable: true, spent: 'unknown' }],
  ['a body that is a text', json('"yes"'), { code: 'bad-payload', retryable: true, spent: 'unknown' }],
  ['an empty object', json('{}'), { code: 'bad-payload', spent: 'unknown' }],
  [
    'a body that is cut off',
    { kind: 'cut-off' },
    { code: 'network', retryable: true, spent: 'unknown', message: expect.stringContaining('UND_ERR_SOCKET') },
  ],
  [
    'a connection that is reset',
    { kind: 'reset' },
    { code: 'network', retryable: true, spent: 'unknown', message: 'the connection failed' },
  ],
];

describe('Gemini in trouble', () => {
  it.each(FAULTS)('tells of %s', async (_name, answer, failure) => {
    const { provider, server } = await geminiRig([answer]);
    expect(await provider.respond(request(), limits())).toMatchObject({ tag: 'failed', ...failure });
    expect(server.requests).toHaveLength(1);
  });

  it('books nothing for what was refused', async () => {
    const { provider } = await geminiRig([UNAVAILABLE, rateLimited('1s')]);
    expect(await provider.respond(request(), limits())).not.toHaveProperty('spent');
    expect(await provider.respond(request(), limits())).not.toHaveProperty('spent');
  });

  it('tells of a key that is not accepted, of a model that is gone and of a request that is wrong', async () => {
    const stranger = await geminiRig([], { apiKey: 'AIzaOther' });
    expect(await stranger.provider.respond(request(), limits())).toMatchObject({ code: 'unauthorised', retryable: false });
    const { provider } = await geminiRig([]);
    const gone = await provider.respond(request({ model: 'gemini-1.5-pro' }), limits());
    expect(gone).toMatchObject({ code: 'model-unknown', retryable: false, message: expect.stringContaining('gemini-1.5-pro') });
    const wrong = await provider.respond(request({ outputTokensMax: 65_537 }), limits());
    expect(wrong).toMatchObject({ code: 'bad-request', message: expect.stringContaining('maxOutputTokens') });
  });

  it('sends nothing with a key that no header can carry, and does not repeat it', async () => {
    const { provider, server } = await geminiRig([], { apiKey: `${API_KEY}\u200b` });
    const failure = await provider.respond(request(), limits());
    expect(failure).toMatchObject({ code: 'unauthorised', retryable: false });
    expect(JSON.stringify(failure)).not.toContain(API_KEY);
    expect(server.requests).toEqual([]);
  });

  it('tells of a host that is not there, at a cost that it cannot know', async () => {
    const { provider, server } = await geminiRig([]);
    await server.close();
    expect(await provider.respond(request(), limits())).toMatchObject({ code: 'network', retryable: true, spent: 'unknown' });
  });

  it.each([
    ['hangs', { kind: 'hang' }],
    ['drips', { kind: 'drip' }],
  ] as const)('gives up at the deadline when the answer %s, and closes the connection', async (_name, answer) => {
    const { provider, server, clock } = await geminiRig([answer]);
    const reply = provider.respond(request(), limits({ deadlineAt: START_AT + 30_000 }));
    await server.received(1);
    await clock.advanceTo(START_AT + 29_999);
    expect(server.requests[0]?.abandoned).toBe(false);
    await clock.advanceTo(START_AT + 30_000);
    expect(await reply).toMatchObject({ code: 'timeout', retryable: true, spent: 'unknown' });
    await expect.poll(() => server.requests[0]?.abandoned).toBe(true);
  });

  it('waits for no answer longer than 240 seconds, before the platform gives up in its own way', async () => {
    const { provider, server, clock } = await geminiRig([{ kind: 'hang' }]);
    const reply = provider.respond(request(), limits({ deadlineAt: START_AT + 3_600_000 }));
    await server.received(1);
    await clock.advanceTo(START_AT + 240_000);
    expect(await reply).toMatchObject({ code: 'timeout' });
  });

  it('stops at once when it is cancelled, and leaves nothing behind', async () => {
    const { provider, server, clock } = await geminiRig([{ kind: 'drip' }, says('I hold.')]);
    const controller = new AbortController();
    const reply = provider.respond(request(), limits({ signal: controller.signal }));
    await server.received(1);
    controller.abort();
    expect(await reply).toMatchObject({ code: 'cancelled', spent: 'unknown' });
    await expect.poll(() => server.requests[0]?.abandoned).toBe(true);
    const lasting = new AbortController();
    await provider.respond(request(), limits({ signal: lasting.signal }));
    expect(getEventListeners(lasting.signal, 'abort')).toEqual([]);
    expect(clock.nextTimerAt).toBeNull();
  });

  it.each([
    ['its time is over', { deadlineAt: START_AT }, 'timeout'],
    ['it is cancelled', { signal: AbortSignal.abort() }, 'cancelled'],
  ])('sends nothing when %s before it begins', async (_name, bounds, code) => {
    const { provider, server } = await geminiRig([]);
    const failure = await provider.respond(request(), limits(bounds));
    expect(failure).toMatchObject({ code });
    expect(failure).not.toHaveProperty('spent');
    expect(server.requests).toEqual([]);
  });

  it('lets a model that failed to write its call be asked once more, and no more, at the cost of both answers', async () => {
    const { provider, server, clock } = await geminiRig([GARBLED, GARBLED, says('Too late.')]);
    const spent = { inputTokens: expect.any(Number), outputTokens: expect.any(Number) };
    const reply = new RetryingProvider({ inner: provider, clock }).respond(request(), limits());
    await expect.poll(() => clock.nextTimerAt).toBe(START_AT + 2_000);
    await clock.advanceTo(START_AT + 2_000);
    expect(await reply).toMatchObject({ code: 'bad-payload', retryable: false, spent });
    expect(server.requests).toHaveLength(2);
  });

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'MALFORMED_RESPONSE'])(
    'hears the answer after %s',
    async (reason) => {
      const { provider } = await geminiRig([{ ...GARBLED, finishReason: reason }, calls('get_portfolio')]);
      const asked = request();
      expect(await provider.respond(asked, limits())).toMatchObject({ code: 'bad-payload', retryable: true });
      expect(await provider.respond(asked, limits())).toMatchObject({ stop: 'tool-calls' });
    },
  );

  it('never repeats its key, nor its address, however an error echoes them', async () => {
    const echo = `key ${API_KEY}, Bearer ${API_KEY}, ${Buffer.from(API_KEY).toString('base64')}, ${encodeURIComponent(API_KEY)}`;
    const { provider, server } = await geminiRig([
      { kind: 'error', status: 400, name: 'INVALID_ARGUMENT', message: echo },
      { kind: 'error', status: 500, name: API_KEY, message: echo, details: [{ reason: API_KEY, detail: echo }] },
      { kind: 'raw', status: 503, contentType: 'text/plain', body: echo },
      { kind: 'content', parts: [], finishReason: API_KEY },
      json(echo),
      { kind: 'reset' },
    ]);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const text = JSON.stringify(await provider.respond(request(), limits()));
      expect(text).toContain('failed');
      expect(text).not.toContain(API_KEY.slice(0, 16));
      expect(text).not.toContain(Buffer.from(API_KEY).toString('base64'));
      expect(text).not.toContain(server.url);
    }
  });
});
