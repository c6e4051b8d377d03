import { describe, expect, it } from 'vitest';
import type { ScriptedAnswer } from '../../support/servers/openai-server.ts';
import { API_KEY, gptRig, limits, request, START_AT } from './gpt-rig.ts';

const CALL = [{ name: 'get_portfolio', input: {} }];
const html: ScriptedAnswer = { kind: 'raw', status: 200, contentType: 'text/html', body: '<html>Welcome</html>' };
const json = (body: string): ScriptedAnswer => ({ kind: 'raw', status: 200, contentType: 'application/json', body });

const COMMON: readonly (readonly [name: string, answer: ScriptedAnswer, reply: object])[] = [
  ['calls', { kind: 'message', calls: CALL }, { stop: 'tool-calls' }],
  ['a text', { kind: 'message', text: 'No.' }, { stop: 'end', text: 'No.' }],
  ['nothing', { kind: 'message' }, { stop: 'empty' }],
  ['a refusal', { kind: 'message', refusal: 'I cannot.' }, { stop: 'refused', text: 'I cannot.' }],
  [
    'two calls with one id',
    {
      kind: 'message',
      calls: [
        { ...CALL[0], id: 'a' },
        { ...CALL[0], id: 'a' },
      ] as never,
    },
    { code: 'bad-payload' },
  ],
  [
    'arguments that are no JSON',
    { kind: 'message', calls: [{ name: 'get_portfolio', input: '{"a":' }] },
    { toolCalls: [{ input: '{"a":' }] },
  ],
  [
    'a rate limit',
    { kind: 'error', status: 429, code: 'rate_limit_exceeded', headers: { 'retry-after': '7' } },
    { code: 'rate-limited', retryable: true, retryAfterMs: 7000 },
  ],
  ['no credit', { kind: 'error', status: 429, code: 'insufficient_quota' }, { code: 'rate-limited', retryable: false }],
  ['a missing right', { kind: 'error', status: 403, code: 'forbidden' }, { code: 'unauthorised', retryable: false }],
  ['a conflict', { kind: 'error', status: 409, code: null }, { code: 'overloaded', retryable: true }],
  ['a wrong entity', { kind: 'error', status: 422, code: null }, { code: 'bad-request', retryable: false }],
  ['a server error', { kind: 'error', status: 500, code: 'server_error' }, { code: 'overloaded', retryable: true }],
  ['an overload', { kind: 'error', status: 503, code: null }, { code: 'overloaded', retryable: true }],
  ['a page', html, { code: 'bad-payload', spent: 'unknown' }],
  ['JSON that ends too early', json('{"output":['), { code: 'bad-payload', retryable: true }],
  [
    'an error after a success',
    json('{"error":{"code":502,"message":"upstream"}}'),
    { code: 'overloaded', retryable: true, spent: 'unknown' },
  ],
  ['a reset', { kind: 'reset' }, { code: 'network', retryable: true, spent: 'unknown' }],
  ['no usage', { kind: 'message', text: 'No.', changes: { usage: null } }, { code: 'bad-payload', spent: 'unknown' }],
];

const RESPONSES: typeof COMMON = [
  ['a limit', { kind: 'message', calls: CALL, incomplete: 'max_output_tokens' }, { stop: 'truncated' }],
  ['a filter', { kind: 'message', text: 'I', incomplete: 'content_filter' }, { stop: 'refused' }],
  ['an unknown reason', { kind: 'message', incomplete: 'boredom' }, { code: 'bad-payload' }],
  [
    'a failure',
    { kind: 'message', changes: { status: 'failed', error: { code: 'server_error', message: 'x' } } },
    { code: 'overloaded', retryable: true },
  ],
  ['an unknown item', { kind: 'message', changes: { output: [{ type: 'hologram' }] } }, { code: 'bad-payload' }],
];

const CHAT: typeof COMMON = [
  ['a limit', { kind: 'message', calls: CALL, finishReason: 'length' }, { stop: 'truncated' }],
  ['a filter', { kind: 'message', finishReason: 'content_filter' }, { stop: 'refused' }],
  ['calls after stop', { kind: 'message', calls: CALL, finishReason: 'stop' }, { stop: 'tool-calls' }],
  ['no calls after tool_calls', { kind: 'message', text: 'x', finishReason: 'tool_calls' }, { code: 'bad-payload' }],
  ['an unknown reason', { kind: 'message', text: 'x', finishReason: 'boredom' }, { code: 'bad-payload' }],
  ['no choices', { kind: 'message', changes: { choices: [] } }, { code: 'bad-payload' }],
];

describe('an answer', () => {
  it.each([...COMMON, ...RESPONSES])('of the Responses API with %s has its outcome', async (_name, answer, reply) => {
    const { provider, server } = await gptRig([answer]);
    expect(await provider.respond(request(), limits())).toMatchObject(reply);
    expect(server.requests).toHaveLength(1);
  });

  it.each([...COMMON, ...CHAT])('of Chat Completions with %s has its outcome', async (_name, answer, reply) => {
    const { provider } = await gptRig([answer], { dialect: 'openrouter' });
    expect(await provider.respond(request(), limits())).toMatchObject(reply);
  });

  it('that lacks usage is taken from a server of which that is known', async () => {
    const { provider } = await gptRig([{ kind: 'message', text: 'No.', changes: { usage: null } }], { dialect: 'ollama' });
    expect(await provider.respond(request(), limits())).toMatchObject({ stop: 'end' });
  });

  it('to a prompt that was cut names the setting that helps', async () => {
    const { provider } = await gptRig([{ kind: 'message', text: 'Buy.' }], { dialect: 'ollama', contextTokens: 4096 });
    const reply = await provider.respond(request({ system: () => 'price 42 '.repeat(5_000) }), limits());
    expect(reply).toMatchObject({ code: 'bad-payload', message: expect.stringContaining('OLLAMA_CONTEXT_LENGTH') });
  });

  it('to a wrong key does not repeat it', async () => {
    const { provider } = await gptRig([], { apiKey: `${API_KEY}x` });
    const reply = await provider.respond(request(), limits());
    expect(reply).toMatchObject({ code: 'unauthorised', retryable: false });
    expect(JSON.stringify(reply)).not.toContain('canary');
  });

  it('that never comes ends with the deadline', async () => {
    const { provider, clock } = await gptRig([{ kind: 'hang' }]);
    const reply = provider.respond(request(), limits());
    await clock.advanceTo(START_AT + 60_000);
    expect(await reply).toMatchObject({ code: 'timeout', spent: 'unknown' });
  });
});
