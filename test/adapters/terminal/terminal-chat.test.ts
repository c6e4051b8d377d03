import { describe, expect, it } from 'vitest';
import { TERMINAL_PERSON } from '../../../src/adapters/terminal/terminal-chat.ts';
import type { ChatMessage, MessageButton } from '../../../src/domain/chat-message.ts';
import type { ChatCommand } from '../../../src/ports/chat.ts';
import { describeChat } from '../../contract/chat.contract.ts';
import { terminalRig } from './terminal-rig.ts';

describeChat('the terminal', () => {
  const { chat, clock, input, output } = terminalRig();
  return {
    chat,
    now: () => clock.now(),
    say: (line) => input.write(`${line}\n`),
    hangUp: () => input.end(),
    breakDelivery: () => {
      output.isBroken = true;
    },
    shown: () => output.text,
  };
});

const button = (label: string, name: string, ...args: readonly string[]): MessageButton => ({
  label,
  command: { name, arguments: args },
});

function asks(text: string, ...buttons: readonly MessageButton[]): ChatMessage {
  return { blocks: [{ kind: 'headline', icon: '?', text, tone: 'attention' }], buttons: [buttons], urgency: 'normal' };
}

const proposal = (id: string): ChatMessage =>
  asks(
    `Confirm ${id}`,
    button('Approve', 'approve', id),
    button('Half', 'approve', id, 'half'),
    button('Reject', 'reject', id),
    button('Why', 'why', id),
  );

/** What the terminal makes of the lines, after it has shown the messages. */
async function typed(messages: readonly ChatMessage[], lines: readonly string[]): Promise<readonly ChatCommand[]> {
  const { chat, input } = terminalRig();
  for (const message of messages) await chat.send(message);
  input.end(lines.map((line) => `${line}\n`).join(''));
  const said: ChatCommand[] = [];
  for await (const command of chat.commands(new AbortController().signal)) said.push(command);
  return said;
}

const namesOf = (said: readonly ChatCommand[]) => said.map(({ name, arguments: args }) => [name, ...args].join(' '));

describe('what is typed', () => {
  it('is said by the one person at the terminal', async () => {
    expect((await typed([], ['/status']))[0]?.by).toEqual(TERMINAL_PERSON);
  });

  it.each([
    ['a command in capitals', '/STATUS', 'status'],
    ['a command with blanks around', '   /close   BTC   half  ', 'close BTC half'],
    ['a Windows line end', '/status\r', 'status'],
    ['yes to the newest question', 'y', 'approve P2'],
    ['yes in full', 'Yes', 'approve P2'],
    ['half', 'h', 'approve P2 half'],
    ['no', 'n', 'reject P2'],
    ['why', 'w', 'why P2'],
    ['yes to a named question', 'y P1', 'approve P1'],
    ['yes to a named question in small letters', 'y p1', 'approve P1'],
    ['half of a named one', 'h P1', 'approve P1 half'],
    ['no with a reason', 'n P1 too large for me', 'reject P1 too large for me'],
    ['yes to a proposal that was never shown here', 'y P9', 'approve P9'],
    ['words that only begin like an answer', 'yes please do', ' yes please do'],
    ['a name that is no question', 'y tomorrow', ' y tomorrow'],
    ['free text', 'hello there', ' hello there'],
  ])('takes %s', async (_case, line, meant) => {
    expect(namesOf(await typed([proposal('P1'), proposal('P2')], [line]))).toEqual([meant]);
  });

  it('passes over empty lines', async () => {
    expect(await typed([], ['', '   ', '\t'])).toEqual([]);
  });

  it('is free text when nothing is open to be answered', async () => {
    expect(namesOf(await typed([], ['y', 'n', 'w']))).toEqual([' y', ' n', ' w']);
  });

  it('answers a question once and then the one before it', async () => {
    expect(namesOf(await typed([proposal('P1'), proposal('P2')], ['y', 'n', 'y']))).toEqual(['approve P2', 'reject P1', ' y']);
  });

  it('can ask why as often as one likes, also after the answer', async () => {
    expect(namesOf(await typed([proposal('P1')], ['w', 'y', 'w']))).toEqual(['why P1', 'approve P1', 'why P1']);
  });

  it('answers a confirmation with y or n', async () => {
    const question = asks('Resume?', button('Confirm', 'confirm', 'C1-1'), button('Cancel', 'decline', 'C1-1'));
    expect(namesOf(await typed([question], ['y']))).toEqual(['confirm C1-1']);
    expect(namesOf(await typed([question], ['n']))).toEqual(['decline C1-1']);
  });

  it('is not taken for an answer to a list of several questions unless it names one', async () => {
    const list = asks('Pending', button('Approve P3', 'approve', 'P3'), button('Approve P4', 'approve', 'P4'));
    expect(namesOf(await typed([list], ['y', 'y P3']))).toEqual([' y', 'approve P3']);
  });

  it('does not answer a question whose message never arrived', async () => {
    const { chat, input, output } = terminalRig();
    output.isBroken = true;
    await chat.send(proposal('P1'));
    input.end('y\n');
    const said: ChatCommand[] = [];
    for await (const command of chat.commands(new AbortController().signal)) said.push(command);
    expect(namesOf(said)).toEqual([' y']);
  });

  it('is cut to a length that nobody types', async () => {
    const [said] = await typed([], [`/reject P1 ${'x'.repeat(100_000)}`]);
    expect(said?.arguments.join(' ').length).toBeLessThan(2_000);
  });
});

describe('the colours', () => {
  it.each([
    ['on a terminal', { isTTY: true }, true],
    ['on a terminal where they are not wanted', { isTTY: true, colours: 'off' }, false],
    ['in a pipe', { isTTY: false }, false],
  ] as const)('are there only where they are read: %s', async (_case, options, areThere) => {
    const { chat, output } = terminalRig(options);
    await chat.send(proposal('P1'));
    expect(output.text.includes('\u001b[')).toBe(areThere);
  });

  it('keep lines within the width of the terminal', async () => {
    const { chat, output } = terminalRig({ isTTY: true, colours: 'off', columns: 30 });
    const words = 'a long line of many short words that does not fit into thirty columns';
    await chat.send({ ...proposal('P1'), blocks: [{ kind: 'line', text: words }] });
    const lines = output.text.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30);
    expect(lines.slice(0, 3).join(' ')).toContain('a long line of many short words');
  });
});
