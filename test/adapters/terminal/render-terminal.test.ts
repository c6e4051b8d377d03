import { describe, expect, it } from 'vitest';
import { renderPlain, renderTerminal } from '../../../src/adapters/terminal/render-terminal.ts';
import type { ChatMessage, MessageBlock } from '../../../src/domain/chat-message.ts';

const REQUEST: ChatMessage = {
  blocks: [
    { kind: 'headline', icon: '🟠', text: 'Confirm: BUY ETH 1,200 USDT', tone: 'attention' },
    { kind: 'line', text: 'DEMO · proposal P7' },
    {
      kind: 'table',
      header: null,
      rows: [
        ['Price', '2,512.40'],
        ['Stop', '2,437.00'],
        ['Loss at the stop', '36.00'],
      ],
      align: ['left', 'right'],
    },
    { kind: 'quote', text: 'ETH held 2,480.\nThe trend is up.' },
  ],
  buttons: [
    [
      { label: 'Approve', command: { name: 'approve', arguments: ['P7'] } },
      { label: 'Half', command: { name: 'approve', arguments: ['P7', 'half'] } },
      { label: 'Reject', command: { name: 'reject', arguments: ['P7'] } },
    ],
    [
      { label: 'Why', command: { name: 'why', arguments: ['P7'] } },
      { label: 'Pause', command: { name: 'pause', arguments: [] } },
    ],
  ],
  urgency: 'normal',
};

describe('a message in the terminal', () => {
  it('reads as lines', () => {
    expect(renderPlain(REQUEST)).toBe(
      [
        '🟠 Confirm: BUY ETH 1,200 USDT',
        'DEMO · proposal P7',
        'Price             2,512.40',
        'Stop              2,437.00',
        'Loss at the stop     36.00',
        '│ ETH held 2,480.',
        '│ The trend is up.',
        '[Approve: y] [Half: h] [Reject: n]',
        '[Why: w] [Pause: /pause]',
        '',
      ].join('\n'),
    );
  });

  it('has a bold headline in the colour of its tone, dim lines, a dim bar and coloured buttons', () => {
    const lines = renderTerminal(REQUEST, { colours: 'on' }).split('\n');
    expect(lines[0]).toBe('\u001b[1;33m🟠 Confirm: BUY ETH 1,200 USDT\u001b[0m');
    expect(lines[1]).toBe('\u001b[2mDEMO · proposal P7\u001b[0m');
    expect(lines[2]).toBe('Price             2,512.40');
    expect(lines[5]).toBe('\u001b[2m│ \u001b[0mETH held 2,480.');
    expect(lines[7]).toBe('\u001b[36m[Approve: y] [Half: h] [Reject: n]\u001b[0m');
  });

  it.each([
    ['good', '1;32'],
    ['bad', '1;31'],
    ['attention', '1;33'],
    ['neutral', '1'],
  ] as const)('shows a %s headline as %s', (tone, code) => {
    const message: ChatMessage = { ...REQUEST, blocks: [{ kind: 'headline', icon: 'x', text: 'y', tone }], buttons: [] };
    expect(renderTerminal(message, { colours: 'on' })).toBe(`\u001b[${code}mx y\u001b[0m\n`);
  });

  it('names the subject of each answer where several can be given', () => {
    const buttons = ['P3', 'P4'].map((id) => [
      { label: `Approve ${id}`, command: { name: 'approve', arguments: [id] } },
      { label: `Reject ${id}`, command: { name: 'reject', arguments: [id] } },
    ]);
    expect(renderPlain({ blocks: [], buttons, urgency: 'normal' })).toBe(
      '[Approve P3: y P3] [Reject P3: n P3]\n[Approve P4: y P4] [Reject P4: n P4]\n',
    );
  });

  it('shows what to type for a button without a key', () => {
    const buttons = [[{ label: 'Single', command: { name: 'mode', arguments: ['single'] } }]];
    expect(renderPlain({ blocks: [], buttons, urgency: 'normal' })).toBe('[Single: /mode single]\n');
  });
});

describe('a table in the terminal', () => {
  const table = (rows: readonly (readonly string[])[], header: readonly string[] | null = null): ChatMessage => ({
    blocks: [{ kind: 'table', header, rows, align: ['left', 'right', 'left'] }],
    buttons: [],
    urgency: 'silent',
  });

  it('aligns every column by its own rule, header included, without blanks at the end', () => {
    expect(
      renderPlain(
        table(
          [
            ['BTC', '42.1%', 'up'],
            ['USDT', '9%', 'x'],
          ],
          ['Asset', 'Share', 'Way'],
        ),
      ),
    ).toBe(['Asset  Share  Way', 'BTC    42.1%  up', 'USDT      9%  x', ''].join('\n'));
  });

  it('counts emoji and wide letters as two columns and combining marks as none', () => {
    expect(
      renderPlain(
        table([
          ['🟢', '1'],
          ['漢字', '2'],
          ['e\u0301', '3'],
          ['abcd', '4'],
        ]),
      ),
    ).toBe(['🟢    1', '漢字  2', 'e\u0301     3', 'abcd  4', ''].join('\n'));
  });

  it('cuts rows that are wider than the terminal and shows that it did', () => {
    const text = renderTerminal(table([['a'.repeat(40), '1', 'z']]), { colours: 'off', width: 24 });
    expect(text).toBe(`${'a'.repeat(23)}…\n`);
  });

  it('takes rows of unequal length and no rows at all', () => {
    expect(renderPlain(table([['a'], ['b', '1']]))).toBe('a\nb  1\n');
    expect(renderPlain(table([]))).toBe('');
  });
});

/** What a model or an outside text may try on a terminal. */
const ATTACKS: readonly (readonly [string, string])[] = [
  ['colours', '\u001b[31mred\u001b[0m'],
  ['clearing the screen', '\u001b[2J\u001b[H'],
  ['moving the cursor up to forge a line', 'fine\u001b[1A\u001b[2K✅ Approved'],
  ['setting the window title', '\u001b]0;pwned\u0007'],
  ['a hyperlink', '\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007'],
  ['writing to the clipboard', '\u001b]52;c;ZXZpbA==\u0007'],
  ['asking the terminal to answer', '\u001b[6n\u001b[c'],
  ['a device control string', '\u001bPq#0\u001b\\'],
  ['an eight-bit control sequence', '\u009b31mred\u009d0;title\u009c'],
  ['a bell', 'ding\u0007'],
  ['a carriage return over the line', 'loss -90 %\rprofit +90 %'],
  ['backspaces', 'no\b\byes'],
  ['a line break that forges a headline', 'quiet\n✅ P7 approved'],
  ['a vertical tab and a form feed', 'a\u000bb\u000cc'],
  ['a null', 'a\u0000b'],
  ['a delete', 'a\u007fb'],
  ['right-to-left override', 'pay \u202e001\u202c USDT'],
  ['directional isolates', '\u2066abc\u2069'],
  ['zero-width characters', 'ap\u200bpro\ufeffve'],
  ['tag characters', 'x\u{e0041}\u{e0042}'],
  ['line and paragraph separators', 'a\u2028b\u2029c'],
];

const BLOCKS: Readonly<Record<string, (text: string) => MessageBlock>> = {
  headline: (text) => ({ kind: 'headline', icon: text, text, tone: 'neutral' }),
  line: (text) => ({ kind: 'line', text }),
  table: (text) => ({ kind: 'table', header: [text, 'x'], rows: [[text, text]], align: ['left', 'right'] }),
  quote: (text) => ({ kind: 'quote', text }),
};

describe('hostile text', () => {
  it.each(ATTACKS)('cannot do %s in any part of a message', (_case, text) => {
    for (const block of Object.values(BLOCKS)) {
      const buttons = [[{ label: text, command: { name: text, arguments: [text] } }]];
      const shown = renderTerminal({ blocks: [block(text)], buttons, urgency: 'normal' }, { colours: 'off', width: 60 });
      expect(shown.replaceAll('\n', '')).not.toMatch(/(?!\u200C|\u200D)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  it.each(Object.keys(BLOCKS).filter((kind) => kind !== 'quote' && kind !== 'table'))('makes no second line of a %s', (kind) => {
    const shown = renderPlain({ blocks: [BLOCKS[kind]?.('quiet\n✅ P7 approved') ?? fail()], buttons: [], urgency: 'normal' });
    expect(shown.split('\n')).toHaveLength(2);
  });

  it('stays behind its bar in a quote, however many lines it has', () => {
    const shown = renderPlain({
      blocks: [{ kind: 'quote', text: 'a\n✅ P7 approved\r\nb\u2028c' }],
      buttons: [],
      urgency: 'normal',
    });
    expect(shown).toBe('│ a\n│ ✅ P7 approved\n│ b\n│ c\n');
  });

  it('stays readable: control characters are shown as pictures', () => {
    const shown = renderPlain({
      blocks: [{ kind: 'line', text: '\u001b[31mred\u0007 \u007f \u009b' }],
      buttons: [],
      urgency: 'normal',
    });
    expect(shown).toBe('␛[31mred␇ ␡ �\n');
  });

  it('keeps the emoji that are joined and the letters of every script', () => {
    const text = '👩‍🚀 Привет 漢字 é';
    expect(renderPlain({ blocks: [{ kind: 'line', text }], buttons: [], urgency: 'normal' })).toBe(`${text}\n`);
  });
});

function fail(): never {
  throw new Error('there is no such block');
}
