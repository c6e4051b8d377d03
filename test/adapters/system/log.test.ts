import { describe, expect, it } from 'vitest';
import { createLog, type LogLevel } from '../../../src/adapters/system/log.ts';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import type { Log, LogFacts } from '../../../src/ports/log.ts';
import { CANARY_MARKER, canarySecrets } from '../../support/canary.ts';

const SECRET = 'hunter2/+ü"secret';

interface WrittenLog {
  readonly log: Log;
  readonly lines: string[];
}

function writtenLog(options: { readonly secrets?: readonly string[]; readonly level?: LogLevel } = {}): WrittenLog {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLog({ secrets: [SECRET], ...options, destination }), lines };
}

/** The one line that a log writes of these facts, as text and parsed. */
function lineOf(
  facts: LogFacts,
  secrets: readonly string[] = [SECRET],
): { readonly text: string; readonly parsed: Record<string, unknown> } {
  const { log, lines } = writtenLog({ secrets });
  log.info('told', facts);
  expect(lines).toHaveLength(1);
  const text = lines[0] ?? '';
  return { text, parsed: JSON.parse(text) };
}

describe('a line of the log', () => {
  it('is one JSON object with level, time, facts and message', () => {
    const { text, parsed } = lineOf({ symbol: 'BTCUSDT', attempts: 2 });
    expect(text.endsWith('}\n')).toBe(true);
    expect(parsed).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      symbol: 'BTCUSDT',
      attempts: 2,
      msg: 'told',
    });
  });

  it.each(['debug', 'info', 'warn', 'error'] as const)('carries the level %s', (level) => {
    const { log, lines } = writtenLog({ level: 'debug' });
    log[level]('told');
    expect(lines.map((line) => JSON.parse(line).level)).toEqual([level]);
  });

  it('is not written below the level of the log', () => {
    const { log, lines } = writtenLog({ level: 'warn' });
    log.debug('told');
    log.info('told');
    log.warn('told');
    expect(lines).toHaveLength(1);
  });

  it('keeps a fact that has the name of a field of its own', () => {
    expect(lineOf({ msg: 'theirs', time: 1, level: 'high' }).parsed).toMatchObject({
      msg: 'told',
      msg_: 'theirs',
      time_: 1,
      level_: 'high',
    });
  });

  it('does not treat a percent sign as a place for a fact', () => {
    const { log, lines } = writtenLog();
    log.info('lost 5 %s of %d %%', { symbol: 'BTCUSDT' });
    expect(JSON.parse(lines[0] ?? '').msg).toBe('lost 5 %s of %d %%');
  });
});

describe('a child of the log', () => {
  it('carries its facts on each line, over those of its parent, once', () => {
    const { log, lines } = writtenLog();
    const session = log.child({ sessionId: '20240301T13', stage: 'settle' });
    session.child({ stage: 'gather' }).info('told', { symbol: 'BTCUSDT' });
    session.info('told');
    log.info('told');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ sessionId: '20240301T13', stage: 'gather', symbol: 'BTCUSDT' }),
      expect.objectContaining({ sessionId: '20240301T13', stage: 'settle' }),
      expect.not.objectContaining({ sessionId: expect.anything() }),
    ]);
    expect(lines[0]?.match(/"stage"/g)).toHaveLength(1);
  });

  it('has no secret in its facts', () => {
    const { log, lines } = writtenLog();
    log.child({ url: `https://host/${SECRET}` }).info('told');
    expect(lines[0]).not.toContain('hunter2');
  });
});

describe('a secret by value', () => {
  const nested: readonly (readonly [where: string, facts: LogFacts])[] = [
    ['a text', { text: `before ${SECRET} after` }],
    ['a nested object', { request: { headers: { via: SECRET } } }],
    ['an array', { parts: ['a', [SECRET]] }],
    ['a map and its keys', { byName: new Map([[SECRET, SECRET]]) }],
    ['a set', { all: new Set([SECRET]) }],
    ['the name of a fact', { [SECRET]: 1 }],
    ['an error', { error: new Error(`refused ${SECRET}`) }],
    ['the cause of an error', { error: new Error('refused', { cause: new Error(SECRET, { cause: { body: SECRET } }) }) }],
    ['the errors of an aggregate', { error: new AggregateError([new Error(SECRET)], 'all failed') }],
    ['a field of an error', { error: Object.assign(new Error('refused'), { response: { url: SECRET } }) }],
    ['what an object says of itself as JSON', { amount: { toJSON: () => SECRET } }],
    ['a URL', { url: new URL(`https://host/?key=${encodeURIComponent(SECRET)}`) }],
  ];

  it.each(nested)('is replaced in %s', (_where, facts) => {
    const { text } = lineOf(facts);
    expect(text).not.toContain('hunter2');
    expect(text).toContain('[secret]');
  });

  it('is replaced in the message', () => {
    const { log, lines } = writtenLog();
    log.error(`refused ${SECRET}`);
    expect(JSON.parse(lines[0] ?? '').msg).toBe('refused [secret]');
  });

  it.each([
    ['encoded for a URL', encodeURIComponent(SECRET)],
    ['encoded for a URL in lower case', encodeURIComponent(SECRET).replace(/%../g, (byte) => byte.toLowerCase())],
    ['encoded for a form', new URLSearchParams({ key: SECRET }).toString()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 after one byte', Buffer.from(`:${SECRET}`).toString('base64')],
    ['in base64 within a longer text', Buffer.from(`user:${SECRET}:more`).toString('base64')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['as a text within JSON', JSON.stringify({ SECRET })],
  ])('is replaced %s', (_form, text) => {
    expect(lineOf({ text: `before ${text} after` }).parsed['text']).toMatch(/^before .*\[secret\].{0,12} after$/);
    expect(lineOf({ text }, []).parsed['text']).toBe(text);
  });

  it('is replaced whole when another one begins like it', () => {
    expect(lineOf({ text: 'first-secret-more' }, ['first-secret', 'first-secret-more']).parsed['text']).toBe('[secret]');
  });

  it('is left alone when it is too short to tell from ordinary text', () => {
    expect(lineOf({ text: 'a ready text' }, ['a', '']).parsed['text']).toBe('a ready text');
  });
});

describe('a secret by pattern', () => {
  const key64 = 'x1Y2'.repeat(16);

  it.each([
    [
      'a Telegram token in a path',
      'https://host/bot7712345678:AAFk9Lm2QwRt5Yp7Nx3Vz1Bk9Lm2QwRt5Yp/getMe',
      'https://host/bot[secret]/getMe',
    ],
    ['a Telegram token in a query', 'token=7712345678%3AAAFk9Lm2QwRt5Yp7Nx3Vz1Bk9Lm2QwRt5Yp', 'token=[secret]'],
    ['an Anthropic key', 'with sk-ant-api03-Qm7vT2xWnB4kZr9HcYp_Ld3-AA.', 'with [secret].'],
    ['an OpenAI key', 'with sk-proj-T3BlbkFJr7WmQz2LxVd9Nc', 'with [secret]'],
    ['a Google key', 'key=AIzaSyD8kLm2Qw7Rt5Yp9Nx3VzD8kLm2Qw7Rt5', 'key=[secret]'],
    ['a Binance key in a header', `X-MBX-APIKEY: ${key64}`, 'X-MBX-APIKEY: [secret]'],
    ['a Binance key in JSON', `{"apiSecret":"${key64}"}`, '{"apiSecret":"[secret]"}'],
    ['the signature of a query', `symbol=BTCUSDT&signature=${'0f'.repeat(32)}&x=1`, 'symbol=BTCUSDT&signature=[secret]&x=1'],
    ['a bearer', 'Authorization: Bearer abc.def-ghi_jkl', 'Authorization: Bearer [secret]'],
    [
      'a password in a connection string',
      'postgres://steward:pa55word@localhost/steward',
      'postgres://steward:[secret]@localhost/steward',
    ],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\nafter', '[secret]\nafter'],
  ])('is replaced: %s', (_what, text, redacted) => {
    expect(lineOf({ text }).parsed['text']).toBe(redacted);
  });

  it.each([
    ['a hash', `sha256 ${'0f'.repeat(32)}`],
    ['an order id', 'stw-20240301T13-BTCUSDT-e1-3'],
    ['a time', '2024-03-01T13:00:00.000Z'],
    ['a word with the letters of a prefix', 'task-abcdefghijklmnopqrstuvwxyz'],
    ['a URL with a port', 'http://localhost:8080/api@v3'],
  ])('is not seen in %s', (_what, text) => {
    expect(lineOf({ text }).parsed['text']).toBe(text);
  });

  it('is replaced under the name of a secret, whatever it looks like', () => {
    const facts = { apiKey: 'short', request: { Authorization: 'anything', password: 'x' }, secretCount: 3, outputTokensMax: 7 };
    expect(lineOf(facts).parsed).toMatchObject({
      apiKey: '[secret]',
      request: { Authorization: '[secret]', password: '[secret]' },
      secretCount: 3,
      outputTokensMax: 7,
    });
  });

  it.each(Object.entries(canarySecrets))('is found in what %s looks like, its value not being known', (name, value) => {
    expect(lineOf({ text: `${name}=${value}` }, []).text).not.toContain(CANARY_MARKER);
  });
});

describe('a fact that is no plain data', () => {
  class Unreadable {
    get field(): string {
      throw new Error('not now');
    }
    toJSON(): never {
      throw new Error('not now');
    }
  }
  const circular: Record<string, unknown> = { name: 'ring' };
  circular['self'] = circular;

  it.each<[what: string, fact: unknown, written: unknown]>([
    ['a big number', 10n ** 20n, '100000000000000000000'],
    ['a time', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['bytes', Buffer.from('abc'), '[3 bytes]'],
    ['a function', () => 1, '[function]'],
    ['a ring', circular, { name: 'ring', self: '[circular]' }],
    ['the same object twice', [{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: 1 }]],
    ['an object whose own code fails', new Unreadable(), '[unreadable]'],
    [
      'an object whose field fails',
      Object.defineProperty({}, 'x', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
      { x: '[unreadable]' },
    ],
    ['nothing', null, null],
  ])('is written: %s', (_what, fact, written) => {
    expect(lineOf({ fact }).parsed['fact']).toEqual(written);
  });

  it('is written with its name, code, message, stack and causes when it is an error', () => {
    const error = Object.assign(new TypeError('refused', { cause: new Error('deeper') }), { code: 'rate-limited' });
    expect(lineOf({ error }).parsed['error']).toEqual({
      name: 'TypeError',
      message: 'refused',
      code: 'rate-limited',
      stack: expect.stringContaining('log.test.ts'),
      cause: expect.objectContaining({ message: 'deeper' }),
    });
  });
});

describe('the silent log', () => {
  it('takes everything, its children too', () => {
    silentLog.child({ sessionId: 'x' }).error('told', { a: 1 });
    expect(silentLog.child({})).toBe(silentLog);
  });
});
