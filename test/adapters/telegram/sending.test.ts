import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage, MessageBlock } from '../../../src/domain/chat-message.ts';
import type { TelegramFault } from '../../support/servers/telegram-server.ts';
import { memoryStores, messageOf, OWNER_ID, openRig, ownerGrant, START_AT, TOKEN, withButtons } from './telegram-rig.ts';

const HOUR = 3_600_000;

/** Everything that has a meaning to HTML, to Telegram, to a terminal or to JSON. */
const HOSTILE_TEXTS: readonly string[] = [
  '<script>alert(1)</script> & <b>bold</b>',
  '</pre></blockquote></b><a href="https://evil.example">click</a>',
  '<blockquote expandable><blockquote>',
  '&lt;b&gt; &amp;amp; &#60; &unknown; & &',
  '_*[]()~`>#+-=|{}.!\\',
  '"\'`$x %s {{y}}',
  '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ✅ ½ − … 日本語 العربية',
  'half \uD83D of a character \uDE00',
  '\u0000\u0007\u001b[31mred\u001b[0m\u202Eover\u2066\u200B',
  'line\nline\r\nline\u2028line\ttab',
  '/panic @durov https://evil.example t.me/evil evil.example #tag $BTC',
  '   ',
  '',
  'x'.repeat(5_000),
  '😀'.repeat(3_000),
  `the token is ${TOKEN}`,
];

const BLOCKS: Readonly<Record<MessageBlock['kind'], (text: string) => MessageBlock>> = {
  headline: (text) => ({ kind: 'headline', icon: '🟢', text, tone: 'good' }),
  line: (text) => ({ kind: 'line', text }),
  quote: (text) => ({ kind: 'quote', text }),
  table: (text) => ({ kind: 'table', header: ['Name', text], rows: [[text, '1.5']], align: ['left', 'right'] }),
};

describe('a message', () => {
  it('is shown with its blocks, its buttons and its urgency', async () => {
    const rig = await openRig();
    const message: ChatMessage = {
      blocks: [
        BLOCKS.headline('Bought ETH 300.00 $ @ 2 512.40'),
        BLOCKS.line('PAPER · #T1881 & more'),
        {
          kind: 'table',
          header: null,
          rows: [
            ['Stop', '2 437.0'],
            ['Target', '2 663.0 (+6.0 %)'],
          ],
          align: ['left', 'right'],
        },
        BLOCKS.quote('ETH held 2 480 <after> OI fell.'),
      ],
      buttons: withButtons('', 'Why').buttons,
      urgency: 'silent',
    };
    expect(await rig.until(rig.chat.send(message))).toEqual({ tag: 'delivered' });
    expect(rig.server.messages(OWNER_ID)).toMatchObject([
      {
        raw: [
          '🟢 <b>Bought ETH 300.00 $ @ 2 512.40</b>',
          'PAPER · #T1881 &amp; more',
          '<pre>Stop             2 437.0',
          'Target  2 663.0 (+6.0 %)</pre>',
          '<blockquote expandable>ETH held 2 480 &lt;after&gt; OI fell.</blockquote>',
        ].join('\n'),
        isSilent: true,
        buttons: [[{ label: 'Why' }]],
      },
    ]);
    expect(rig.server.callsOf('sendMessage')[0]?.payload).toMatchObject({ link_preview_options: { is_disabled: true } });
  });

  it.each(['normal', 'critical'] as const)('makes a sound when it is %s', async (urgency) => {
    const rig = await openRig();
    await rig.until(rig.chat.send({ ...messageOf('hear'), urgency }));
    expect(rig.server.messages(OWNER_ID)).toMatchObject([{ isSilent: false }]);
  });

  it.each(Object.entries(BLOCKS))('is accepted as HTML whatever stands in a %s', async (_kind, blockOf) => {
    const rig = await openRig({ pace: [] });
    for (const text of HOSTILE_TEXTS) {
      expect(await rig.until(rig.chat.send(messageOf(blockOf(text))))).toEqual({ tag: 'delivered' });
    }
    expect(rig.server.messages(OWNER_ID).every(({ parseMode }) => parseMode === 'HTML')).toBe(true);
    expect(rig.server.callsOf('sendMessage')).toHaveLength(rig.server.messages(OWNER_ID).length);
  });

  it('is accepted as HTML whatever the blocks are', async () => {
    const rig = await openRig({ pace: [] });
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...HOSTILE_TEXTS));
    const block = fc.tuple(fc.constantFrom(...Object.values(BLOCKS)), text).map(([blockOf, given]) => blockOf(given));
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 8 }), async (blocks) => {
        expect(await rig.until(rig.chat.send(messageOf(...blocks)))).toEqual({ tag: 'delivered' });
        expect(rig.server.messages(OWNER_ID).every(({ parseMode }) => parseMode === 'HTML')).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('shows the words of a model as they are, but nothing in them can be tapped', async () => {
    const rig = await openRig();
    await rig.until(rig.chat.send(messageOf(BLOCKS.quote('/panic @durov https://evil.example/x t.me/evil #tag 1.5 % a<b'))));
    const [shown] = rig.server.messages(OWNER_ID);
    expect(shown?.text.replaceAll('\u2060', '')).toBe('/panic @durov https://evil.example/x t.me/evil #tag 1.5 % a<b');
    expect(shown?.text).not.toMatch(/\/[a-z]|@[a-z]|#[a-z]|[a-z]\.[a-z]|:\/\//);
  });

  it('keeps commands in its own lines as they are', async () => {
    const rig = await openRig();
    await rig.until(rig.chat.send(messageOf('/help lists them')));
    expect(rig.server.shown(OWNER_ID)).toBe('/help lists them');
  });

  it('of 20 kB is sent in numbered parts, each within the limit, the buttons below the last', async () => {
    const rig = await openRig();
    const words = Array.from({ length: 3_400 }, (_, index) => `w${index}`).join(' ');
    const long: ChatMessage = {
      ...withButtons('first', 'Why'),
      blocks: [BLOCKS.headline('Long story'), BLOCKS.quote(words), BLOCKS.line('last words')],
    };
    expect(words.length).toBeGreaterThan(19_000);
    expect(await rig.until(rig.chat.send(long))).toEqual({ tag: 'delivered' });
    const parts = rig.server.messages(OWNER_ID);
    expect(parts.map(({ text }) => text.split('\n').at(-1))).toEqual(parts.map((_, index) => `(${index + 1}/${parts.length})`));
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThanOrEqual(4_096);
    expect(parts.map(({ buttons }) => buttons.length)).toEqual([...parts.slice(1).map(() => 0), 1]);
    const all = parts.map(({ text }) => text.replace(/\n\(\d+\/\d+\)$/, '')).join(' ');
    expect(all.replace(/\s+/g, ' ')).toBe(`🟢 Long story ${words} last words`);
  });

  it('without end is cut, and says so', async () => {
    const rig = await openRig({ pace: [] });
    await rig.until(rig.chat.send(messageOf(BLOCKS.line('word '.repeat(40_000)))));
    expect(rig.server.messages(OWNER_ID)).toHaveLength(10);
    expect(rig.server.messages(OWNER_ID).at(-1)?.text).toMatch(/\(10\/10 …\)$/);
  });

  it('does not carry the token, wherever it stands in it', async () => {
    const rig = await openRig();
    const buttons = [[{ label: `press ${TOKEN}`, command: { name: 'why', arguments: [] } }]];
    const blocks = Object.values(BLOCKS).map((blockOf) => blockOf(TOKEN));
    await rig.until(rig.chat.send({ blocks, buttons, urgency: 'normal' }));
    expect(JSON.stringify(rig.server.messages(OWNER_ID))).toContain('[token]');
    expect(JSON.stringify(rig.server.calls)).not.toContain(TOKEN);
  });
});

describe('a delivery', () => {
  const OUTCOMES: readonly (readonly [string, TelegramFault, 'failed' | 'ambiguous', number])[] = [
    ['the connection breaks before the answer', { kind: 'lose-reply' }, 'ambiguous', 1],
    ['the connection breaks before the call', { kind: 'reset' }, 'ambiguous', 0],
    ['the answer is cut off', { kind: 'truncate' }, 'ambiguous', 1],
    ['no answer comes in time', { kind: 'hang' }, 'ambiguous', 0],
    ['no answer comes and the call cannot be aborted', { kind: 'hang', deaf: true }, 'ambiguous', 0],
    ['the server fails', { kind: 'refuse', code: 502, description: 'Bad Gateway' }, 'ambiguous', 0],
    ['a proxy answers', { kind: 'body', status: 200, body: '<html>' }, 'ambiguous', 0],
    ['the bot is blocked', { kind: 'refuse', code: 403, description: 'Forbidden: bot was blocked by the user' }, 'failed', 0],
    ['the chat is gone', { kind: 'refuse', code: 400, description: 'Bad Request: chat not found' }, 'failed', 0],
    ['the token is unknown', { kind: 'refuse', code: 401, description: 'Unauthorized' }, 'failed', 0],
  ];

  it.each(OUTCOMES)('when %s', async (_when, fault, tag, shownCount) => {
    const rig = await openRig();
    rig.server.fail('sendMessage', fault);
    const delivery = await rig.until(rig.chat.send(messageOf('text')));
    expect(delivery.tag).toBe(tag);
    expect(rig.server.callsOf('sendMessage')).toHaveLength(1);
    expect(rig.server.messages(OWNER_ID)).toHaveLength(shownCount);
  });

  it('has failed when nobody could be reached, and the next one works', async () => {
    const rig = await openRig();
    await rig.server.goDown();
    expect(await rig.until(rig.chat.send(messageOf('lost')))).toMatchObject({
      tag: 'failed',
      why: expect.stringContaining('ECONNREFUSED'),
    });
    await rig.server.comeBack();
    expect(await rig.until(rig.chat.send(messageOf('found')))).toEqual({ tag: 'delivered' });
  });

  it('to a person who blocked the bot is reported, and works again when they unblock it', async () => {
    const rig = await openRig();
    rig.listen();
    rig.server.user(OWNER_ID).blocks();
    const delivery = await rig.until(rig.chat.send(messageOf('unseen')));
    expect(delivery).toMatchObject({ tag: 'failed', why: expect.stringContaining('unreachable') });
    await rig.pass(1_000);
    expect(rig.notices).toMatchObject([{ kind: 'chat-unreachable', chatId: OWNER_ID }]);
    rig.server.user(OWNER_ID).unblocks();
    expect(await rig.until(rig.chat.send(messageOf('seen')))).toEqual({ tag: 'delivered' });
  });

  it('is not held up by another person who blocked the bot', async () => {
    const anna = { userId: 43, chatId: 43, name: 'Anna', grantedAt: START_AT };
    const rig = await openRig({ stores: memoryStores([anna, ownerGrant()]) });
    rig.server.user(43).blocks();
    expect(await rig.until(rig.chat.send(messageOf('for who is there')))).toEqual({ tag: 'delivered' });
    expect(rig.server.shown(OWNER_ID)).toBe('for who is there');
  });

  it.each([
    ['markup', "Bad Request: can't parse entities: Unsupported start tag", 1],
    ['markup and buttons', 'Bad Request: BUTTON_DATA_INVALID', 2],
  ])('goes on plainer when Telegram refuses %s', async (_what, description, times) => {
    const rig = await openRig();
    rig.server.fail('sendMessage', { kind: 'refuse', code: 400, description }, { times });
    const message: ChatMessage = { ...withButtons('', 'Why'), blocks: [BLOCKS.headline('a < b & c'), BLOCKS.quote('said')] };
    expect(await rig.until(rig.chat.send(message))).toEqual({ tag: 'delivered' });
    const [shown] = rig.server.messages(OWNER_ID);
    expect(shown).toMatchObject({ parseMode: null, text: '🟢 a < b & c\n“said”' });
    expect(shown?.buttons).toHaveLength(times === 1 ? 1 : 0);
  });

  it('waits as long as Telegram asks, for the whole bot', async () => {
    const rig = await openRig();
    rig.server.fail('sendMessage', { kind: 'refuse', code: 429, description: 'Too Many Requests', retryAfter: 30 });
    const first = rig.chat.send(messageOf('first'));
    const second = rig.chat.send(messageOf('second'));
    await rig.pass(30_900);
    expect(rig.server.callsOf('sendMessage')).toHaveLength(1);
    expect(await rig.until(Promise.all([first, second]))).toEqual([{ tag: 'delivered' }, { tag: 'delivered' }]);
    expect(rig.server.messages(OWNER_ID).map(({ text, at }) => [text, at - START_AT])).toEqual([
      ['first', 31_000],
      ['second', 31_000],
    ]);
  });

  it('has failed when Telegram goes on asking to wait', async () => {
    const rig = await openRig();
    rig.server.fail(
      'sendMessage',
      { kind: 'refuse', code: 429, description: 'Too Many Requests', retryAfter: 5 },
      { times: 100 },
    );
    expect(await rig.until(rig.chat.send(messageOf('text')))).toMatchObject({
      tag: 'failed',
      why: expect.stringContaining('429'),
    });
    expect(rig.server.callsOf('sendMessage')).toHaveLength(6);
  });

  it('goes on where it failed when the same message is sent again', async () => {
    const rig = await openRig();
    const long = messageOf(BLOCKS.line('a'.repeat(4_000)), BLOCKS.line('b'.repeat(4_000)), BLOCKS.line('c'.repeat(4_000)));
    rig.server.fail('sendMessage', { kind: 'body', status: 200, body: '{"ok":true,"result":{"message_id":1}}' });
    rig.server.fail('sendMessage', { kind: 'refuse', code: 401, description: 'Unauthorized' });
    expect((await rig.until(rig.chat.send(long))).tag).toBe('failed');
    expect(await rig.until(rig.chat.send(long))).toEqual({ tag: 'delivered' });
    expect(rig.server.messages(OWNER_ID).map(({ text }) => text.charAt(0))).toEqual(['b', 'c']);
    expect(await rig.until(rig.chat.send(long))).toEqual({ tag: 'delivered' });
    expect(rig.server.messages(OWNER_ID)).toHaveLength(5);
  });

  it('keeps the order of the calls, and the pace: bursts of three, one a second', async () => {
    const rig = await openRig();
    const texts = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    await rig.until(Promise.all(texts.map((text) => rig.chat.send(messageOf(text)))));
    const shown = rig.server.messages(OWNER_ID);
    expect(shown.map(({ text }) => text)).toEqual(texts);
    for (const [index, { at }] of shown.entries()) {
      expect(shown.slice(index).filter((other) => other.at < at + 3_000).length).toBeLessThanOrEqual(3);
    }
    expect((shown.at(-1)?.at ?? 0) - START_AT).toBe(39_000);
  });

  it('of a first message is not delayed', async () => {
    const rig = await openRig();
    await rig.until(rig.chat.send(messageOf('at once')));
    expect(rig.clock.now()).toBe(START_AT);
  });

  it('of trades during six hours without Telegram comes once each, in order, when whoever sends tries again', async () => {
    const rig = await openRig();
    await rig.server.goDown();
    const sendUntilThere = async (message: ChatMessage) => {
      while ((await rig.chat.send(message)).tag !== 'delivered') await rig.clock.sleep(60_000);
    };
    const texts = Array.from({ length: 6 }, (_, index) => `trade ${index}`);
    const all = texts.reduce((before, text) => before.then(() => sendUntilThere(messageOf(text))), Promise.resolve());
    await rig.pass(6 * HOUR);
    await rig.server.comeBack();
    await rig.until(all);
    expect(rig.server.messages(OWNER_ID).map(({ text }) => text)).toEqual(texts);
  });

  it('that hangs is given up three seconds after the stop', async () => {
    const rig = await openRig();
    rig.server.fail('sendMessage', { kind: 'hang' });
    let delivery: unknown = null;
    void rig.chat.send(messageOf('late')).then((how) => {
      delivery = how;
    });
    await rig.pass(1_000);
    rig.stop();
    await rig.pass(2_900);
    expect(delivery).toBeNull();
    await rig.pass(200);
    expect(delivery).toMatchObject({ tag: 'failed' });
  });

  it('has failed at the stop when it still waits for somebody to be paired', async () => {
    const rig = await openRig({ stores: memoryStores([]) });
    const waiting = rig.chat.send(messageOf('nobody'));
    rig.stop();
    expect(await waiting).toEqual({ tag: 'failed', why: 'nobody is paired yet' });
  });
});

describe('the menu', () => {
  const MENU = [
    { name: 'status', description: 'how it stands' },
    { name: 'pause', description: 'x'.repeat(300) },
  ];

  it('is set for the chats of paired people, and only when it differs', async () => {
    const rig = await openRig({ menu: MENU });
    rig.listen();
    await rig.pass(1_000);
    expect(rig.server.state.menuOf(OWNER_ID)).toMatchObject([{ command: 'status' }, { command: 'pause' }]);
    const again = await openRig({ menu: MENU, server: rig.server, clock: rig.clock });
    again.listen();
    await again.pass(1_000);
    expect(rig.server.callsOf('setMyCommands')).toHaveLength(1);
  });

  it('that cannot be set keeps nothing else from working', async () => {
    const rig = await openRig({ menu: MENU });
    rig.server.fail('setMyCommands', { kind: 'refuse', code: 429, description: 'Too Many Requests', retryAfter: 900 });
    rig.listen();
    rig.server.user(OWNER_ID).says('/status');
    await rig.pass(1_000);
    expect(rig.commands).toHaveLength(1);
  });
});
