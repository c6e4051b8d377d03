import { describe, expect, it } from 'vitest';
import { AccessList } from '../../../src/adapters/telegram/access-list.ts';
import { readOrigin } from '../../../src/adapters/telegram/read-origin.ts';
import type { SaidOptions } from '../../support/servers/telegram-server.ts';
import { memoryStores, OWNER_ID, openRig, ownerGrant, START_AT, type TelegramRig, typed, withButtons } from './telegram-rig.ts';

const STRANGER_ID = 43;
const GROUP = { id: -100_500, type: 'supergroup' } as const;
const CHANNEL = { id: -100_600, type: 'channel' } as const;
const FORWARDED = { forward_origin: { type: 'user', sender_user: { id: 9, is_bot: false, first_name: 'x' }, date: 1 } };

type Way = readonly [name: string, said: SaidOptions];

const OTHER_WAYS: readonly Way[] = [
  ['edited', { kind: 'edited_message' }],
  ['forwarded', { fields: FORWARDED }],
  ['forwarded, in the older form', { fields: { forward_date: 1, forward_from: { id: 9, is_bot: false, first_name: 'x' } } }],
  ['forwarded from a hidden account', { fields: { forward_sender_name: 'x', forward_date: 1 } }],
  ['through another bot', { fields: { via_bot: { id: 8, is_bot: true, first_name: 'b' } } }],
  ['in the name of a chat', { fields: { sender_chat: GROUP } }],
  ['in a group', { chat: GROUP }],
  ['in a private chat of somebody else', { chat: { id: STRANGER_ID, type: 'private' } }],
  ['in a channel', { kind: 'channel_post', chat: CHANNEL }],
  ['in a channel, edited', { kind: 'edited_channel_post', chat: CHANNEL }],
];

/** Hands an update over whatever kinds the bot asked for: older ones may still come. */
function deliver(rig: TelegramRig, userId: number, said: SaidOptions): void {
  const { kind = 'message', chat = { id: userId, type: 'private' }, fields = {} } = said;
  const from = { id: userId, is_bot: false, first_name: 'Somebody' };
  const message = { message_id: 5, from, chat, date: START_AT / 1_000, text: '/panic', ...fields };
  rig.server.state.pushAs(rig.server.state.newMessageId() + 800_000_000, { [kind]: message });
}

describe('who may speak', () => {
  it('is the paired person in their private chat', async () => {
    const rig = await openRig();
    rig.listen();
    deliver(rig, OWNER_ID, {});
    await rig.pass(1_000);
    expect(rig.commands).toEqual([
      { name: 'panic', arguments: [], by: { kind: 'person', id: '42', name: 'Somebody' }, sentAt: START_AT },
    ]);
  });

  it.each(OTHER_WAYS)('is not the paired person %s', async (_way, said) => {
    const rig = await openRig();
    rig.listen();
    deliver(rig, OWNER_ID, said);
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
    expect(rig.notices).toEqual([]);
  });

  it.each([['said directly', {}] as Way, ...OTHER_WAYS])('is not a stranger: %s', async (_way, said) => {
    const rig = await openRig();
    rig.listen();
    deliver(rig, STRANGER_ID, said);
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
    expect(rig.notices).toEqual([{ kind: 'stranger', userId: STRANGER_ID, count: 1 }]);
    expect(rig.server.calls.filter(({ method }) => !/^get/.test(method))).toEqual([]);
  });

  it('is not the paired person in the chat of another paired person', async () => {
    const anna = { userId: STRANGER_ID, chatId: STRANGER_ID, name: 'Anna', grantedAt: START_AT };
    const rig = await openRig({ stores: memoryStores([ownerGrant(), anna]) });
    rig.listen();
    deliver(rig, OWNER_ID, { chat: { id: STRANGER_ID, type: 'private' } });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
  });

  it('is not a bot', async () => {
    const rig = await openRig();
    rig.listen();
    deliver(rig, OWNER_ID, { fields: { from: { id: OWNER_ID, is_bot: true, first_name: 'b' } } });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
  });

  it.each([
    ['inline_query', { id: '1', from: { id: STRANGER_ID, is_bot: false, first_name: 'x' }, query: '/panic', offset: '' }],
    ['message_reaction', { chat: { id: STRANGER_ID, type: 'private' }, message_id: 1, user: { id: STRANGER_ID } }],
    ['something_new', { from: { id: STRANGER_ID }, text: '/panic' }],
  ])('is nobody through an update of the kind %s', async (kind, body) => {
    const rig = await openRig();
    rig.listen();
    rig.server.state.pushAs(700_000_900, { [kind]: body });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
    expect(rig.server.callsOf('sendMessage')).toEqual([]);
  });

  it('is not whoever presses a button they should not have', async () => {
    const rig = await openRig();
    rig.listen();
    await rig.until(rig.chat.send(withButtons('Buy?', 'Approve')));
    const [sent] = rig.server.messages(OWNER_ID);
    const data = sent?.buttons[0]?.[0]?.data ?? '';
    const messageId = sent?.messageId ?? 0;
    rig.server.user(STRANGER_ID).sendsData(data, { messageId, chatId: STRANGER_ID });
    rig.server.user(STRANGER_ID).sendsData(data, { messageId, chatId: OWNER_ID });
    rig.server.user(STRANGER_ID).sendsData(data, { messageId, chatId: GROUP.id });
    rig.server.user(OWNER_ID).sendsData(data, { messageId, chatId: GROUP.id });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
    expect(rig.server.state.toasts).toEqual([]);
  });

  it('tells of strangers once an hour, with how many messages there were', async () => {
    const rig = await openRig();
    rig.listen();
    for (let count = 0; count < 50; count += 1) deliver(rig, STRANGER_ID, {});
    await rig.pass(3_600_000);
    deliver(rig, STRANGER_ID, {});
    await rig.pass(1_000);
    expect(rig.notices).toEqual([
      { kind: 'stranger', userId: STRANGER_ID, count: 1 },
      { kind: 'stranger', userId: STRANGER_ID, count: 50 },
    ]);
  });

  it('makes the bot leave a group that somebody adds it to', async () => {
    const rig = await openRig();
    rig.listen();
    const member = { status: 'member', user: { id: 1, is_bot: true, first_name: 'Steward' } };
    rig.server.state.push({
      my_chat_member: { chat: GROUP, from: { id: STRANGER_ID }, date: 1, old_chat_member: member, new_chat_member: member },
    });
    await rig.pass(1_000);
    expect(rig.server.state.groupsLeft).toEqual([GROUP.id]);
    expect(rig.server.callsOf('sendMessage')).toEqual([]);
  });

  it('goes on after an update that has no form', async () => {
    const rig = await openRig();
    rig.listen();
    rig.server.state.pushAs(700_000_100, { message: null });
    rig.server.state.pushAs(700_000_101, { callback_query: 7 });
    rig.server.state.pushAs(700_000_102, {});
    deliver(rig, OWNER_ID, {});
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/panic']);
  });
});

describe('the list of who may speak', () => {
  it.each([
    [OWNER_ID, OWNER_ID, true],
    [OWNER_ID, STRANGER_ID, false],
    [STRANGER_ID, OWNER_ID, false],
    [OWNER_ID, GROUP.id, false],
  ])('lets person %i speak in chat %i: %s', async (userId, chatId, isAllowed) => {
    const list = await AccessList.open({ load: async () => [ownerGrant()], add: async () => undefined });
    expect(list.allows({ userId, chatId })).toBe(isAllowed);
  });

  it('is not asked about a private chat that is not the sender’s own', () => {
    const from = { id: OWNER_ID, is_bot: false, first_name: 'Olga' };
    const chat = { id: STRANGER_ID, type: 'private', first_name: 'x' } as const;
    const update = { update_id: 1, message: { message_id: 1, from, chat, date: 1, text: '/panic' } };
    expect(readOrigin(update)).toEqual({ tag: 'indirect', userId: OWNER_ID });
  });
});

describe('what is said', () => {
  it.each([
    ['/status', ['status']],
    ['/Status@Steward_Test_Bot', ['status']],
    ['  /CLOSE   BTC  half ', ['close', 'BTC', 'half']],
    ['/reject P3\ntoo large', ['reject', 'P3', 'too', 'large']],
    ['sell everything', ['', 'sell everything']],
    ['/', ['', '/']],
    ['/пауза', ['', '/пауза']],
  ])('%j is read as %j', async (text, [name, ...given]) => {
    const rig = await openRig();
    rig.listen();
    rig.server.user(OWNER_ID).says(text);
    await rig.pass(1_000);
    expect(rig.commands).toMatchObject([{ name, arguments: given }]);
  });

  it('is left when it is for another bot, or no text', async () => {
    const rig = await openRig();
    rig.listen();
    rig.server.user(OWNER_ID).says('/status@other_bot');
    deliver(rig, OWNER_ID, { fields: { text: undefined, photo: [] } });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
  });

  it('carries the time at which it was sent, however late it arrives', async () => {
    const rig = await openRig();
    rig.server.user(OWNER_ID).says('/resume', { date: START_AT - 6 * 3_600_000 });
    rig.listen();
    await rig.pass(1_000);
    expect(rig.commands).toMatchObject([{ name: 'resume', sentAt: START_AT - 6 * 3_600_000 }]);
  });
});
