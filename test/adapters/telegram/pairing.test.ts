import { describe, expect, it } from 'vitest';
import { memoryStores, messageOf, OWNER_ID, openRig, type TelegramRig, typed } from './telegram-rig.ts';

const MENU = [{ name: 'status', description: 'how it stands' }];

function openUnpaired(): Promise<TelegramRig> {
  return openRig({ stores: memoryStores([]), menu: MENU });
}

describe('pairing', () => {
  it('grants the person who sends the code, in their chat, and welcomes them', async () => {
    const rig = await openUnpaired();
    rig.listen();
    const { code, link, expiresAt } = await rig.until(rig.chat.openPairing());
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(link).toBe(`https://t.me/steward_test_bot?start=${code}`);
    expect(expiresAt).toBe(rig.clock.now() + 600_000);
    rig.server.user(OWNER_ID, 'Olga').says(`/start ${code}`);
    await rig.pass(1_000);
    expect(rig.chat.isPaired).toBe(true);
    expect(rig.stores.grants).toMatchObject([{ userId: OWNER_ID, chatId: OWNER_ID, name: 'Olga' }]);
    expect(rig.notices).toEqual([{ kind: 'paired', userId: OWNER_ID, name: 'Olga' }]);
    expect(typed(rig.commands)).toEqual(['/start']);
    expect(rig.server.shown(OWNER_ID)).toContain('Paired: this chat steers Steward now');
    expect(rig.server.state.menuOf(OWNER_ID)).toEqual([{ command: 'status', description: 'how it stands' }]);
  });

  it('delivers what was sent before it', async () => {
    const rig = await openUnpaired();
    rig.listen();
    const early = rig.chat.send(messageOf('what happened before'));
    const { code } = await rig.until(rig.chat.openPairing());
    rig.server.user(OWNER_ID).says(`/start ${code.toLowerCase()}`);
    expect(await rig.until(early)).toEqual({ tag: 'delivered' });
    expect(rig.server.shown(OWNER_ID)).toContain('what happened before');
  });

  it('takes a code once', async () => {
    const rig = await openUnpaired();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    rig.server.user(OWNER_ID).says(`/start ${code}`);
    rig.server.user(43).says(`/start ${code}`);
    await rig.pass(1_000);
    expect(rig.stores.grants.map(({ userId }) => userId)).toEqual([OWNER_ID]);
    expect(rig.notices.at(-1)).toEqual({ kind: 'stranger', userId: 43, count: 1 });
    expect(rig.server.messages(43)).toEqual([]);
  });

  it('takes no code when five were wrong, until a new one is made on the host', async () => {
    const rig = await openUnpaired();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    const person = rig.server.user(OWNER_ID);
    for (let index = 0; index < 5; index += 1) person.says(`/start WRONG${index}`);
    person.says(`/start ${code}`);
    await rig.pass(1_000);
    expect(rig.stores.grants).toEqual([]);
    expect(rig.notices.slice(0, 5)).toEqual([
      ...[4, 3, 2, 1].map((triesLeft) => ({ kind: 'pairing-code-wrong', triesLeft })),
      { kind: 'pairing-closed', why: 'too-many-tries' },
    ]);
    expect(rig.server.messages(OWNER_ID)).toEqual([]);
    const again = await rig.until(rig.chat.openPairing());
    expect(again.code).not.toBe(code);
    person.says(`/start ${code}`);
    person.says(`/start ${again.code}`);
    await rig.pass(1_000);
    expect(rig.chat.isPaired).toBe(true);
  });

  it('takes the right code at the fifth try', async () => {
    const rig = await openUnpaired();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    for (let index = 0; index < 4; index += 1) rig.server.user(OWNER_ID).says(`/start WRONG${index}`);
    rig.server.user(OWNER_ID).says(`/start ${code}`);
    await rig.pass(1_000);
    expect(rig.chat.isPaired).toBe(true);
  });

  it.each([
    [599_000, true],
    [601_000, false],
  ])('takes a code after %i ms: %s', async (ageMs, isTaken) => {
    const rig = await openUnpaired();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    await rig.pass(ageMs);
    rig.server.user(OWNER_ID).says(`/start ${code}`);
    await rig.pass(500);
    expect(rig.chat.isPaired).toBe(isTaken);
    if (!isTaken) expect(rig.notices).toEqual([{ kind: 'pairing-closed', why: 'expired' }]);
  });

  it.each([
    ['in a group', { chat: { id: -5, type: 'group' } }],
    ['forwarded', { fields: { forward_origin: { type: 'hidden_user' } } }],
    ['edited', { kind: 'edited_message' }],
  ] as const)('takes no code %s', async (_way, said) => {
    const rig = await openUnpaired();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    rig.server.user(OWNER_ID).says(`/start ${code}`, said);
    await rig.pass(1_000);
    expect(rig.chat.isPaired).toBe(false);
  });

  it('is not open before the host opens it: the first /start makes nobody an owner', async () => {
    const rig = await openUnpaired();
    rig.listen();
    rig.server.user(OWNER_ID).says('/start');
    rig.server.user(OWNER_ID).says('/start 000000000000');
    await rig.pass(1_000);
    expect(rig.chat.isPaired).toBe(false);
    expect(rig.commands).toEqual([]);
    expect(rig.server.messages(OWNER_ID)).toEqual([]);
  });

  it('does not count a /start without a code as a try', async () => {
    const rig = await openUnpaired();
    rig.listen();
    await rig.until(rig.chat.openPairing());
    for (let count = 0; count < 9; count += 1) rig.server.user(OWNER_ID).says('/start');
    await rig.pass(1_000);
    expect(rig.notices.filter(({ kind }) => kind !== 'stranger')).toEqual([]);
  });

  it('grants nothing that is not durable', async () => {
    const rig = await openUnpaired();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    rig.stores.isBroken = true;
    rig.server.user(OWNER_ID).says(`/start ${code}`);
    await rig.pass(1_000);
    expect(rig.chat.isPaired).toBe(false);
    expect(rig.notices).toEqual([{ kind: 'pairing-closed', why: 'not-saved' }]);
  });

  it('adds a second person only by a new code, and then both are told', async () => {
    const rig = await openRig();
    rig.listen();
    const { code } = await rig.until(rig.chat.openPairing());
    rig.server.user(43, 'Anna').says(`/start ${code}`);
    await rig.pass(1_000);
    rig.server.user(43).says('/status');
    expect(await rig.until(rig.chat.send(messageOf('to both')))).toEqual({ tag: 'delivered' });
    await rig.pass(1_000);
    expect(rig.commands.at(-1)).toMatchObject({ name: 'status', by: { id: '43' } });
    for (const id of [OWNER_ID, 43]) expect(rig.server.shown(id)).toMatch(/Paired[\s\S]*to both/);
  });

  it('gives the code without a link while Telegram is down', async () => {
    const rig = await openUnpaired();
    await rig.server.goDown();
    expect(await rig.until(rig.chat.openPairing())).toMatchObject({ link: null });
  });
});
