import { describe, expect, it } from 'vitest';
import type { TelegramFault } from '../../support/servers/telegram-server.ts';
import { memoryStores, OWNER_ID, openRig, START_AT, type TelegramRig, TOKEN, typed, withButtons } from './telegram-rig.ts';

const HOUR = 3_600_000;

async function openListening(): Promise<TelegramRig> {
  const rig = await openRig();
  rig.listen();
  await rig.pass(1_000);
  return rig;
}

/** The update as it would come again. */
function update(id: number, text: string): Readonly<Record<string, unknown>> {
  const from = { id: OWNER_ID, is_bot: false, first_name: 'Olga' };
  return { message: { message_id: id, from, chat: { id: OWNER_ID, type: 'private' }, date: START_AT / 1_000, text } };
}

describe('fetching updates', () => {
  it('asks for three kinds only, and confirms each batch by the next offset', async () => {
    const rig = await openListening();
    const id = rig.server.user(OWNER_ID).says('/status');
    rig.server.user(OWNER_ID).says('/risk');
    await rig.pass(100);
    expect(rig.server.callsOf('getUpdates').at(-1)?.payload).toEqual({
      offset: id + 2,
      limit: 100,
      timeout: 25,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    expect(typed(rig.commands)).toEqual(['/status', '/risk']);
    expect(rig.server.state.pendingFrom(0)).toBe(0);
  });

  it('hands 250 updates over in order', async () => {
    const rig = await openRig();
    for (let index = 0; index < 250; index += 1) rig.server.user(OWNER_ID).says(`/why ${index}`);
    rig.listen();
    await rig.pass(5_000);
    expect(typed(rig.commands)).toEqual(Array.from({ length: 250 }, (_, index) => `/why ${index}`));
  });

  it('has a processed mark on disk before a command is handed over', async () => {
    const rig = await openRig();
    const id = rig.server.user(OWNER_ID).says('/status');
    const stop = new AbortController();
    const taken = rig.chat.commands(stop.signal).next();
    await rig.pass(100);
    expect((await taken).value).toMatchObject({ name: 'status' });
    expect(rig.stores.offset).toBe(id + 1);
    stop.abort();
  });

  it('hands an update over once, however often Telegram sends it', async () => {
    const rig = await openListening();
    const id = rig.server.user(OWNER_ID).says('/close BTC half');
    await rig.pass(1_000);
    rig.server.state.pushAs(id, update(id, '/close BTC half'));
    rig.server.state.pushAs(id, update(id, '/close BTC half'));
    await rig.pass(10_000);
    expect(typed(rig.commands)).toEqual(['/close BTC half']);
  });

  it('hands it over once across a crash right after its mark', async () => {
    const stores = memoryStores();
    const first = await openRig({ stores });
    const id = first.server.user(OWNER_ID).says('/close BTC half');
    const { stop } = first.listen();
    await first.pass(100);
    await stop();
    const { server, clock } = first;
    const second = await openRig({ stores, server, clock });
    second.listen();
    await second.pass(1_000);
    server.state.pushAs(id, update(id, '/close BTC half'));
    await second.pass(60_000);
    expect(typed([...first.commands, ...second.commands])).toEqual(['/close BTC half']);
  });

  it('hands over after a crash what was not marked before it', async () => {
    const stores = memoryStores();
    const first = await openRig({ stores });
    const id = first.server.user(OWNER_ID).says('/pause');
    stores.offset = id;
    const second = await openRig({ stores, server: first.server, clock: first.clock });
    second.listen();
    await second.pass(1_000);
    expect(typed(second.commands)).toEqual(['/pause']);
  });

  it('knows no order of ids: after a quiet week they may begin anywhere', async () => {
    const rig = await openListening();
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(60_000);
    rig.server.state.goOnAt(1_000);
    rig.server.user(OWNER_ID).says('/risk');
    await rig.pass(1_000);
    rig.server.user(OWNER_ID).says('/why');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/status', '/risk', '/why']);
    expect(rig.stores.offset).toBe(1_002);
  });

  it('knows no order of ids after a restart either', async () => {
    const rig = await openRig({ stores: { ...memoryStores(), offset: 700_000_500 } });
    rig.server.state.goOnAt(1_000);
    rig.listen();
    await rig.pass(1_000);
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/status']);
  });

  it('obeys while the mark cannot be saved, and says so in the log', async () => {
    const rig = await openListening();
    rig.stores.isBroken = true;
    rig.server.user(OWNER_ID).says('/pause');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/pause']);
    expect(rig.artefacts()).toContain('it could not be saved that updates were processed');
  });

  it('marks all updates of one answer with one write, so that a flood holds nothing up', async () => {
    const stores = memoryStores();
    const rig = await openRig({ stores });
    for (let index = 0; index < 250; index += 1) rig.server.user(999).says('/status');
    const id = rig.server.user(OWNER_ID).says('/pause');
    rig.listen();
    await rig.pass(5_000);
    expect(typed(rig.commands)).toEqual(['/pause']);
    expect(stores.offset).toBe(id + 1);
    expect(stores.offsetWrites).toBe(3);
  });

  it('takes a command within a second while a hundred others wait', async () => {
    const rig = await openListening();
    for (let index = 0; index < 100; index += 1) rig.server.user(OWNER_ID).says('/status');
    rig.server.user(OWNER_ID).says('/pause');
    await rig.pass(900);
    expect(typed(rig.commands).at(-1)).toBe('/pause');
  });
});

describe('a poll that goes wrong', () => {
  const FAULTS: readonly (readonly [string, TelegramFault])[] = [
    ['is reset', { kind: 'reset' }],
    ['loses its answer', { kind: 'lose-reply' }],
    ['is cut off', { kind: 'truncate' }],
    ['hangs', { kind: 'hang' }],
    ['hangs and cannot be aborted', { kind: 'hang', deaf: true }],
    ['meets an error of the server', { kind: 'refuse', code: 502, description: 'Bad Gateway' }],
    ['meets the page of a proxy', { kind: 'body', status: 200, body: '<html>Welcome</html>' }],
    ['is refused by a proxy', { kind: 'body', status: 403, body: '<html>Forbidden</html>' }],
    ['gets a result that is no list', { kind: 'body', status: 200, body: '{"ok":true,"result":{"a":1}}' }],
    ['gets an answer of no known form', { kind: 'body', status: 200, body: '[]' }],
    ['gets updates without ids', { kind: 'body', status: 200, body: '{"ok":true,"result":[{"message":{}},7,null]}' }],
    ['is refused with 400', { kind: 'refuse', code: 400, description: 'Bad Request: strange' }],
    ['is refused with 403', { kind: 'refuse', code: 403, description: 'Forbidden' }],
    ['must wait', { kind: 'refuse', code: 429, description: 'Too Many Requests: retry after 3', retryAfter: 3 }],
  ];

  it.each(FAULTS)('is tried again: it %s', async (_what, fault) => {
    const rig = await openListening();
    rig.server.fail('getUpdates', fault, { times: 2 });
    rig.server.user(OWNER_ID).says('/risk');
    await rig.pass(30_000);
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(120_000);
    expect(typed(rig.commands)).toEqual(['/risk', '/status']);
  });

  it('is given up by the watchdog after 40 s without an answer', async () => {
    const rig = await openRig();
    rig.listen();
    await rig.pass(10);
    rig.server.fail('getUpdates', { kind: 'hang', deaf: true });
    const before = rig.server.callsOf('getUpdates').length;
    await rig.pass(25_000);
    expect(rig.server.callsOf('getUpdates')).toHaveLength(before + 1);
    await rig.pass(39_000);
    expect(rig.server.callsOf('getUpdates')).toHaveLength(before + 1);
    await rig.pass(3_000);
    expect(rig.server.callsOf('getUpdates').length).toBeGreaterThan(before + 1);
  });

  it('backs off to one attempt in 30 s', async () => {
    const rig = await openListening();
    const stopFailing = rig.server.fail('getUpdates', { kind: 'reset' }, { times: Number.POSITIVE_INFINITY });
    await rig.pass(HOUR);
    stopFailing();
    const attempts = rig.server.callsOf('getUpdates').map(({ at }) => at);
    const gaps = attempts.slice(1).map((at, index) => (at - (attempts[index] ?? 0)) / 1_000);
    expect(gaps.slice(2, 10)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('asks no sooner than Telegram allows', async () => {
    const rig = await openListening();
    rig.server.fail('getUpdates', { kind: 'refuse', code: 429, description: 'Too Many Requests', retryAfter: 60 });
    await rig.pass(200_000);
    const attempts = rig.server.callsOf('getUpdates').map(({ at }) => at);
    const longest = Math.max(...attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0)));
    expect(longest).toBe(61_000);
  });
});

describe('another poller', () => {
  it.each([1, 100])('is reported and outlasted: %i conflicts', async (times) => {
    const rig = await openListening();
    rig.server.fail(
      'getUpdates',
      { kind: 'refuse', code: 409, description: 'Conflict: terminated by other getUpdates request' },
      { times },
    );
    await rig.pass(30_000);
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(times * 6_000);
    expect(typed(rig.commands)).toEqual(['/status']);
    expect(rig.notices[0]).toEqual({ kind: 'other-poller' });
    expect(rig.notices.filter(({ kind }) => kind === 'other-poller')).toHaveLength(1);
  });

  it('does not keep messages from being sent', async () => {
    const rig = await openListening();
    const conflict = { kind: 'refuse', code: 409, description: 'Conflict: terminated by other getUpdates request' } as const;
    rig.server.fail('getUpdates', conflict, { times: Number.POSITIVE_INFINITY });
    await rig.pass(30_000);
    expect(await rig.until(rig.chat.send(withButtons('still here', 'Status')))).toEqual({ tag: 'delivered' });
  });

  it('that takes the held poll over is noticed', async () => {
    const rig = await openListening();
    await rig.pass(1_000);
    expect(rig.server.state.isPolled).toBe(true);
    rig.server.state.interfere();
    await rig.pass(10_000);
    expect(rig.notices).toEqual([{ kind: 'other-poller' }]);
    expect(rig.server.state.isPolled).toBe(true);
  });
});

describe('a webhook of somebody else', () => {
  const HOOK = `https://thief.example/hook/${TOKEN}`;

  it.each(['before the start', 'later'])('is reported when it is set %s, not taken away, and outlasted', async (when) => {
    const rig = await openRig();
    if (when === 'before the start') rig.server.state.setWebhook(HOOK);
    rig.listen();
    await rig.pass(1_000);
    rig.server.state.setWebhook(HOOK);
    await rig.pass(60_000);
    expect(rig.notices).toEqual([{ kind: 'foreign-webhook', host: 'thief.example' }]);
    expect(rig.server.callsOf('deleteWebhook')).toEqual([]);
    rig.server.state.setWebhook('');
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(10_000);
    expect(typed(rig.commands)).toEqual(['/status']);
  });
});

describe('a token that Telegram does not know', () => {
  it.each([
    ['from the start', 'getMe', 401],
    ['from the start, of another form', 'getMe', 404],
    ['revoked while it polls', 'getUpdates', 401],
  ])('ends the commands and is reported: %s', async (_when, method, code) => {
    const rig = await openRig();
    rig.server.fail(method, { kind: 'refuse', code, description: 'Unauthorized' }, { times: Number.POSITIVE_INFINITY });
    const { ended } = rig.listen();
    await rig.until(ended);
    expect(rig.notices).toEqual([{ kind: 'token-rejected' }]);
    expect(rig.artefacts()).toContain('the Telegram bot token was rejected');
    const callCount = rig.server.calls.length;
    await rig.pass(HOUR);
    expect(rig.server.calls).toHaveLength(callCount);
  });
});

describe('an outage', () => {
  it('from the start on is outlasted, and the menu and the commands come when it ends', async () => {
    const rig = await openRig({ menu: [{ name: 'status', description: 'how it stands' }] });
    await rig.server.goDown();
    rig.listen();
    await rig.pass(6 * HOUR);
    expect(rig.notices).toMatchObject([{ kind: 'poll-down' }]);
    expect(rig.chat.polledAt).toBeNull();
    rig.server.user(OWNER_ID).says('/pause', { date: rig.clock.now() - HOUR });
    await rig.server.comeBack();
    await rig.pass(31_000);
    expect(rig.commands).toMatchObject([{ name: 'pause', sentAt: START_AT + 5 * HOUR }]);
    expect(rig.notices).toMatchObject([{ kind: 'poll-down' }, { kind: 'poll-restored' }]);
    expect(rig.server.state.menuOf(OWNER_ID)).toHaveLength(1);
    expect(rig.clock.now() - (rig.chat.polledAt ?? 0)).toBeLessThan(31_000);
  });

  it('of two hours in the middle is reported once and tells how long it was', async () => {
    const rig = await openListening();
    await rig.server.goDown();
    await rig.pass(2 * HOUR);
    await rig.server.comeBack();
    await rig.pass(60_000);
    const [down, restored] = rig.notices;
    expect(down).toMatchObject({ kind: 'poll-down', why: expect.stringContaining('ECONNREFUSED') });
    expect(restored).toMatchObject({ kind: 'poll-restored' });
    expect(restored?.kind === 'poll-restored' ? restored.downMs : 0).toBeGreaterThanOrEqual(2 * HOUR);
    expect(rig.notices).toHaveLength(2);
  });

  it('of a minute is not worth a notice', async () => {
    const rig = await openListening();
    await rig.server.goDown();
    await rig.pass(60_000);
    await rig.server.comeBack();
    await rig.pass(60_000);
    expect(rig.notices).toEqual([]);
  });

  it('delivers nothing, and says so', async () => {
    const rig = await openListening();
    await rig.server.goDown();
    expect(await rig.until(rig.chat.send(withButtons('lost', 'Status')))).toMatchObject({ tag: 'failed' });
  });
});

describe('stopping', () => {
  it('leaves no timer and no poll behind', async () => {
    const rig = await openRig();
    const { stop } = rig.listen();
    await rig.pass(1_000);
    await stop();
    await rig.pass(1);
    expect(rig.server.state.isPolled).toBe(false);
    expect(rig.clock.nextTimerAt).toBeNull();
  });

  it('ends a backoff at once', async () => {
    const rig = await openRig();
    await rig.server.goDown();
    const { stop } = rig.listen();
    await rig.pass(HOUR);
    await stop();
    expect(rig.clock.nextTimerAt).toBeNull();
  });

  it('ends a first contact that hangs, at once', async () => {
    const rig = await openRig();
    rig.server.fail('getMe', { kind: 'hang', deaf: true });
    const { stop } = rig.listen();
    await rig.pass(1_000);
    await stop();
    expect(rig.clock.nextTimerAt).toBeNull();
  });

  it('can be followed by another start', async () => {
    const rig = await openRig();
    await rig.listen().stop();
    rig.listen();
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/status']);
  });
});
