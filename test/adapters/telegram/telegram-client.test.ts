import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { trustOfApiRoot } from '../../../src/adapters/telegram/api-root.ts';
import { type CallTrouble, TelegramCallError, troubleOfThrown } from '../../../src/adapters/telegram/call-trouble.ts';
import { inspectTelegram, removeWebhook } from '../../../src/adapters/telegram/inspect-telegram.ts';
import { Scrubber } from '../../../src/adapters/telegram/scrubber.ts';
import { TelegramClient } from '../../../src/adapters/telegram/telegram-client.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { CANARY_MARKER } from '../../support/canary.ts';
import { type TelegramFault, TelegramServer } from '../../support/servers/telegram-server.ts';
import { OWNER_ID, START_AT, TOKEN } from './telegram-rig.ts';

const system = new SystemClock({
  onTimerFault: (error) => {
    throw error;
  },
});
const scrubber = new Scrubber(TOKEN);
let server: TelegramServer;

beforeEach(async () => {
  server = await new TelegramServer({ token: TOKEN }).listen();
  server.user(OWNER_ID);
});
afterEach(() => server.close());

function clientAt(apiRoot: string, clock: Clock = system, token = TOKEN): TelegramClient {
  return new TelegramClient({ token, apiRoot, transport: systemHttpTransport, clock, scrubber });
}

async function failureOf(call: Promise<unknown>): Promise<TelegramCallError> {
  const error: unknown = await call.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TelegramCallError)) throw error;
  return error;
}

describe('the client, over HTTP', () => {
  it('sends what telegraf makes of a call, and gives its result', async () => {
    const sent = await clientAt(`${server.url}/`).sendMessage(OWNER_ID, 'a &amp; b', { parse_mode: 'HTML' });
    expect(sent).toMatchObject({ text: 'a & b', chat: { id: OWNER_ID } });
    expect(server.calls.at(-1)).toMatchObject({
      method: 'sendMessage',
      payload: { chat_id: 42, text: 'a &amp; b', parse_mode: 'HTML' },
    });
  });

  const TROUBLES: readonly (readonly [string, TelegramFault, CallTrouble['tag']])[] = [
    ['reset', { kind: 'reset' }, 'unknown'],
    ['answered into nothing', { kind: 'lose-reply' }, 'unknown'],
    ['cut off', { kind: 'truncate' }, 'unknown'],
    ['answered by a proxy', { kind: 'body', status: 200, body: '<html>' }, 'unknown'],
    ['answered with 503', { kind: 'refuse', code: 503 }, 'unknown'],
    ['refused', { kind: 'refuse', code: 400, description: 'Bad Request: x' }, 'refused'],
  ];

  it.each(TROUBLES)('says of a call that was %s what may have become of it', async (_what, fault, tag) => {
    server.fail('sendMessage', fault);
    expect((await failureOf(clientAt(server.url).sendMessage(OWNER_ID, 'x'))).trouble.tag).toBe(tag);
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const port = await freePort();
    const error = await failureOf(clientAt(`http://127.0.0.1:${port}`).getMe());
    expect(error.trouble).toMatchObject({ tag: 'not-sent', why: expect.stringContaining('ECONNREFUSED') });
  });

  it('gives up a call that hangs at its deadline, and says that it may have been done', async () => {
    server.fail('sendMessage', { kind: 'hang' });
    const clock = new SimulatedClock({ startAt: START_AT });
    const failed = failureOf(clientAt(server.url, clock).sendMessage(OWNER_ID, 'x'));
    await clock.advanceTo(START_AT + 15_000);
    expect((await failed).trouble).toEqual({ tag: 'unknown', why: 'no answer within 15 s' });
  });

  it('ends a poll at once when it is told to', async () => {
    const stop = new AbortController();
    const failed = failureOf(clientAt(server.url).poll({ offset: null, waitMs: 25_000 }, stop.signal));
    stop.abort();
    expect((await failed).trouble).toEqual({ tag: 'cancelled' });
  });

  it('reads how long it has to wait', async () => {
    server.fail('getMe', { kind: 'refuse', code: 429, description: 'Too Many Requests', retryAfter: 7 });
    expect((await failureOf(clientAt(server.url).getMe())).trouble).toMatchObject({ code: 429, retryAfterMs: 7_000 });
  });

  it('shows the token neither in its errors nor in itself', async () => {
    const client = clientAt(server.url);
    const errors: unknown[] = [client];
    for (const [, fault] of TROUBLES) {
      server.fail('getMe', fault);
      errors.push(await failureOf(client.getMe()));
    }
    errors.push(await failureOf(clientAt('http://127.0.0.1:1').getMe()));
    const inProcess = new TelegramClient({
      token: TOKEN,
      apiRoot: server.url,
      transport: server.transport,
      clock: system,
      scrubber,
    });
    for (const kind of ['reset', 'truncate'] as const) {
      server.fail('getMe', { kind });
      errors.push(await failureOf(inProcess.getMe()));
    }
    expect(inspect(errors, { depth: 12, showHidden: true })).not.toContain(CANARY_MARKER);
  });
});

describe('trouble of the network', () => {
  const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
  const withCode = (code: string, syscall?: string) =>
    Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) });

  it.each([
    ['ENOTFOUND', failed(withCode('ENOTFOUND', 'getaddrinfo')), 'not-sent'],
    ['EAI_AGAIN', failed(withCode('EAI_AGAIN', 'getaddrinfo')), 'not-sent'],
    ['a connection that timed out', failed(withCode('ETIMEDOUT', 'connect')), 'not-sent'],
    ['a read that timed out', failed(withCode('ETIMEDOUT', 'read')), 'unknown'],
    ['a certificate that is not Telegram’s', failed(withCode('ERR_TLS_CERT_ALTNAME_INVALID')), 'not-sent'],
    ['a reset', failed(withCode('ECONNRESET', 'read')), 'unknown'],
    ['a closed socket', failed(withCode('UND_ERR_SOCKET')), 'unknown'],
    [
      'several addresses, none reached',
      failed(new AggregateError([withCode('ECONNREFUSED', 'connect'), withCode('ENETUNREACH', 'connect')])),
      'not-sent',
    ],
    [
      'several addresses, one reset',
      failed(new AggregateError([withCode('ECONNREFUSED', 'connect'), withCode('ECONNRESET', 'read')])),
      'unknown',
    ],
    ['a redirect', failed(new Error('unexpected redirect')), 'unknown'],
    ['no error at all', 'boom', 'unknown'],
  ])('%s', (_what, thrown, tag) => {
    expect(troubleOfThrown(thrown, scrubber).tag).toBe(tag);
  });
});

describe('looking at the bot', () => {
  const options = () => ({ token: TOKEN, apiRoot: server.url, transport: systemHttpTransport, clock: system });

  it('tells its name and its settings', async () => {
    expect(await inspectTelegram(options())).toEqual({
      tag: 'ready',
      username: 'steward_test_bot',
      webhookHost: null,
      canJoinGroups: true,
      canReadAllGroupMessages: false,
    });
  });

  it('finds a webhook of somebody else, and takes it away only when asked', async () => {
    server.state.setWebhook('https://thief.example/x');
    expect(await inspectTelegram(options())).toMatchObject({ webhookHost: 'thief.example' });
    await removeWebhook(options());
    expect(await inspectTelegram(options())).toMatchObject({ webhookHost: null });
  });

  it('tells a wrong token from a server that is not there', async () => {
    expect(await inspectTelegram({ ...options(), token: `${TOKEN}x` })).toEqual({ tag: 'token-rejected' });
    expect(await inspectTelegram({ ...options(), token: 'nonsense' })).toEqual({ tag: 'token-rejected' });
    expect(await inspectTelegram({ ...options(), apiRoot: 'http://127.0.0.1:1' })).toMatchObject({ tag: 'unreachable' });
  });
});

describe('the address of the API', () => {
  it.each([
    ['https://api.telegram.org', 'trusted'],
    ['http://127.0.0.1:8081', 'trusted'],
    ['http://localhost:8081/', 'trusted'],
    ['http://api.telegram.org', 'foreign'],
    ['https://api.telegram.org.evil.example', 'foreign'],
    ['https://127.0.0.1.evil.example', 'foreign'],
    ['ftp://api.telegram.org', 'invalid'],
    ['api.telegram.org', 'invalid'],
  ])('%s is %s', (apiRoot, trust) => {
    expect(trustOfApiRoot(apiRoot)).toBe(trust);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
