import { describe, expect, it } from 'vitest';
import { memoryStores, OWNER_ID, openRig, ownerGrant, START_AT, type TelegramRig, typed, withButtons } from './telegram-rig.ts';

async function openWithButtons(): Promise<{ readonly rig: TelegramRig; readonly messageId: number; readonly data: string }> {
  const rig = await openRig();
  rig.listen();
  await rig.until(rig.chat.send(withButtons('Buy ETH?', 'Approve', 'Reject')));
  const [sent] = rig.server.messages(OWNER_ID);
  return { rig, messageId: sent?.messageId ?? 0, data: sent?.buttons[0]?.[0]?.data ?? '' };
}

describe('a button', () => {
  it('means its command, whoever may speak presses it', async () => {
    const { rig, messageId } = await openWithButtons();
    const { queryId } = rig.server.user(OWNER_ID, 'Olga').presses(messageId, 'Approve');
    await rig.pass(1_000);
    expect(rig.commands).toMatchObject([{ name: 'approve', arguments: ['P7'], by: { kind: 'person', id: '42', name: 'Olga' } }]);
    expect(rig.server.state.toasts).toEqual([{ queryId, text: 'Received: Approve', isAlert: false }]);
  });

  it('carries a nonce of 128 bits that says nothing, and only its hash is kept', async () => {
    const { rig, data } = await openWithButtons();
    expect(data).toMatch(/^c1:[A-Za-z0-9_-]{22}$/);
    expect(rig.stores.buttons).toHaveLength(2);
    expect(JSON.stringify(rig.stores)).not.toContain(data.slice(3));
    expect(rig.artefacts()).not.toContain(data.slice(3));
  });

  it('means the same each time it is pressed: what has an effect once is decided elsewhere', async () => {
    const { rig, messageId } = await openWithButtons();
    const person = rig.server.user(OWNER_ID);
    person.presses(messageId, 'Approve');
    person.presses(messageId, 'Approve');
    person.presses(messageId, 'Reject');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/approve P7', '/approve P7', '/reject P7']);
  });

  it('is pressed once when Telegram sends the press again as a new update', async () => {
    const { rig, messageId, data } = await openWithButtons();
    const { queryId } = rig.server.user(OWNER_ID).presses(messageId, 'Approve');
    rig.server.user(OWNER_ID).sendsData(data, { messageId, queryId });
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/approve P7']);
  });

  it.each([
    ['forged', 'c1:AAAAAAAAAAAAAAAAAAAAAA'],
    ['of another form', 'approve P7'],
    ['empty', ''],
    ['longer', 'c1:AAAAAAAAAAAAAAAAAAAAAAA'],
  ])('with data that is %s is refused with an alert', async (_what, data) => {
    const { rig, messageId } = await openWithButtons();
    rig.server.user(OWNER_ID).sendsData(data, { messageId });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
    expect(rig.server.state.toasts).toMatchObject([{ isAlert: true, text: expect.stringContaining('no longer valid') }]);
  });

  it('means nothing below another message', async () => {
    const { rig, messageId, data } = await openWithButtons();
    rig.server.user(OWNER_ID).sendsData(data, { messageId: messageId + 1 });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
  });

  it('means nothing in the chat of another paired person', async () => {
    const anna = { userId: 43, chatId: 43, name: 'Anna', grantedAt: START_AT };
    const rig = await openRig({ stores: memoryStores([ownerGrant(), anna]) });
    rig.listen();
    rig.server.user(43);
    rig.server.fail('sendMessage', { kind: 'lose-reply' });
    await rig.until(rig.chat.send(withButtons('Buy ETH?', 'Approve')));
    const [sent] = rig.server.messages(OWNER_ID);
    rig.server.user(43).sendsData(sent?.buttons[0]?.[0]?.data ?? '', { messageId: sent?.messageId ?? 0 });
    await rig.pass(1_000);
    expect(rig.commands).toEqual([]);
  });

  it('means its command after a restart', async () => {
    const { rig, messageId } = await openWithButtons();
    const again = await openRig({ stores: rig.stores, server: rig.server, clock: rig.clock });
    again.listen();
    await again.pass(40_000);
    again.server.user(OWNER_ID).presses(messageId, 'Reject');
    await again.pass(5_000);
    expect(typed([...rig.commands, ...again.commands])).toEqual(['/reject P7']);
  });

  it('means its command when the answer to its sending was lost, below the message of its first press only', async () => {
    const rig = await openRig();
    rig.listen();
    rig.server.fail('sendMessage', { kind: 'lose-reply' });
    expect(await rig.until(rig.chat.send(withButtons('Buy ETH?', 'Approve')))).toMatchObject({ tag: 'ambiguous' });
    const [sent] = rig.server.messages(OWNER_ID);
    const person = rig.server.user(OWNER_ID);
    person.presses(sent?.messageId ?? 0, 'Approve');
    person.sendsData(sent?.buttons[0]?.[0]?.data ?? '', { messageId: 999 });
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/approve P7']);
  });

  it('goes on meaning its command when the answer to its press is refused, or hangs', async () => {
    const { rig, messageId } = await openWithButtons();
    rig.server.fail('answerCallbackQuery', { kind: 'refuse', code: 400, description: 'Bad Request: query is too old' });
    rig.server.fail('answerCallbackQuery', { kind: 'hang' });
    const person = rig.server.user(OWNER_ID);
    person.presses(messageId, 'Approve');
    person.presses(messageId, 'Reject');
    await rig.pass(500);
    person.says('/pause');
    await rig.pass(500);
    expect(typed(rig.commands)).toEqual(['/approve P7', '/reject P7', '/pause']);
  });

  it('works until the process ends when it cannot be saved', async () => {
    const rig = await openRig();
    rig.listen();
    rig.stores.isBroken = true;
    expect(await rig.until(rig.chat.send(withButtons('Buy?', 'Approve')))).toEqual({ tag: 'delivered' });
    rig.server.user(OWNER_ID).presses(rig.server.messages(OWNER_ID)[0]?.messageId ?? 0, 'Approve');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/approve P7']);
  });

  it('is forgotten with the thousand and first after it', async () => {
    const rig = await openRig({ pace: [], stores: memoryStores() });
    for (let count = 0; count < 1_001; count += 1) await rig.until(rig.chat.send(withButtons(`Buy ${count}?`, 'Approve')));
    rig.listen();
    expect(rig.stores.buttons).toHaveLength(1_000);
    const messages = rig.server.messages(OWNER_ID);
    rig.server.user(OWNER_ID).presses(messages[0]?.messageId ?? 0, 'Approve');
    rig.server.user(OWNER_ID).presses(messages[1]?.messageId ?? 0, 'Approve');
    await rig.pass(1_000);
    expect(typed(rig.commands)).toEqual(['/approve P7']);
  });
});

describe('the time of a press', () => {
  it('is at most that of the poll before it', async () => {
    const { rig, messageId } = await openWithButtons();
    await rig.pass(300_000);
    rig.server.user(OWNER_ID).presses(messageId, 'Approve');
    await rig.pass(1_000);
    const pressedAt = rig.clock.now() - 1_000;
    const said = rig.commands[0]?.sentAt ?? 0;
    expect(said).toBeLessThanOrEqual(pressedAt);
    expect(said).toBeGreaterThanOrEqual(pressedAt - 26_000);
  });

  it('is taken to be long ago when nothing was fetched for a while: the person may have waited', async () => {
    const { rig, messageId } = await openWithButtons();
    await rig.server.goDown();
    await rig.pass(600_000);
    rig.server.user(OWNER_ID).presses(messageId, 'Approve');
    await rig.pass(29_000);
    await rig.server.comeBack();
    await rig.pass(31_000);
    expect(rig.clock.now() - (rig.commands[0]?.sentAt ?? 0)).toBeGreaterThan(100_000);
  });

  it('is known again once what waited was fetched', async () => {
    const { rig, messageId } = await openWithButtons();
    await rig.server.goDown();
    await rig.pass(600_000);
    await rig.server.comeBack();
    while (!rig.server.state.isPolled) await rig.pass(500);
    await rig.pass(5_000);
    rig.server.user(OWNER_ID).presses(messageId, 'Approve');
    await rig.pass(1_000);
    expect(rig.clock.now() - (rig.commands[0]?.sentAt ?? START_AT)).toBeLessThan(30_000);
  });
});
