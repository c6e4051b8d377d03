import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/domain/invariant.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { ALERT_FOLD, type OutboxRig, outboxRig } from './outbox-rig.ts';

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, index) => `m${index + from}`);

/** The same journal as a process would find it that was killed after so many entries. */
async function cutAfter(journal: Journal, sequence: number): Promise<Journal> {
  const copy = createMemoryJournal();
  for await (const entry of journal.read()) if (entry.sequence <= sequence) copy.append([entry]);
  return copy;
}

describe('the outbox', () => {
  it('sends a message of each entry that makes one, once and in order, and notes it', async () => {
    const { outbox, alert, arrived, noted, state } = await outboxRig();
    await outbox.start();
    await alert('m1');
    await outbox.idle();
    await state.record([{ kind: 'alert-resolved', key: 'm1' }]);
    await alert('m2');
    await outbox.idle();
    expect(arrived()).toEqual(['m1', 'm2']);
    expect(await noted()).toEqual([1, 4]);
  });

  it('notes all that waited together with one fact', async () => {
    const { outbox, alert, arrived, noted } = await outboxRig();
    await outbox.start();
    for (const key of numbers(5)) await alert(key);
    await outbox.idle();
    expect(arrived()).toEqual(numbers(5));
    expect((await noted()).length).toBeLessThanOrEqual(2);
    expect((await noted()).at(-1)).toBeGreaterThanOrEqual(5);
  });

  it('writes nothing into the journal for entries without a message, nor for its own facts', async () => {
    const { outbox, state, noted } = await outboxRig();
    await outbox.start();
    for (let index = 0; index < 50; index += 1) await state.record([{ kind: 'alert-resolved', key: 'x' }]);
    await outbox.idle();
    expect(await noted()).toEqual([]);
    expect(state.lastSequence).toBe(50);
  });

  it('sends all messages of one entry before it counts as delivered', async () => {
    const { outbox, alert, arrived, noted } = await outboxRig();
    await outbox.start();
    await alert('twice');
    await outbox.idle();
    expect(arrived()).toEqual(['twice', 'twice']);
    expect(await noted()).toEqual([1]);
  });

  it('never lets who records wait for the chat, nor for the fold', async () => {
    const { outbox, alert, state, chat } = await outboxRig({
      chatThrough: (chat) => ({ ...chat, send: () => new Promise(() => undefined) }),
    });
    await outbox.start();
    for (const key of numbers(100)) await alert(key);
    expect(state.lastSequence).toBe(100);
    expect(chat.sent).toEqual([]);
  });

  it('counts what waits', async () => {
    const { outbox, alert, chat } = await outboxRig();
    chat.deliverAs(() => 'failed');
    await outbox.start();
    for (const key of numbers(3)) await alert(key);
    expect(outbox.waitingCount).toBe(3);
    await outbox.stop();
  });
});

describe('a chat that fails', () => {
  it('gets every message once and in order after hours, while entries go on being recorded', async () => {
    const { outbox, alert, arrived, chat, pass } = await outboxRig();
    chat.deliverAs(() => 'failed');
    await outbox.start();
    for (const key of numbers(30)) {
      await alert(key);
      await pass(10 * MINUTE_MS);
    }
    expect(arrived()).toEqual([]);
    chat.deliverAs(() => 'delivered');
    await pass(MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['Messages held up for 5 h', ...numbers(30)]);
  });

  it('says nothing of a time that was short', async () => {
    const { outbox, alert, arrived, chat, pass } = await outboxRig();
    chat.deliverAs(() => 'failed');
    await outbox.start();
    await alert('m1');
    await pass(9 * MINUTE_MS);
    chat.deliverAs(() => 'delivered');
    await pass(MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['m1']);
  });

  it('is tried again after 1, 2, 4 and up to 60 seconds, for ever', async () => {
    const { outbox, alert, chat, clock, pass } = await outboxRig();
    const attemptedAt: number[] = [];
    const start = clock.now();
    chat.deliverAs(() => {
      attemptedAt.push((clock.now() - start) / SECOND_MS);
      return 'failed';
    });
    await outbox.start();
    await alert('m1');
    await pass(HOUR_MS);
    expect(attemptedAt.slice(0, 9)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    expect(attemptedAt.length).toBeGreaterThan(60);
    await outbox.stop();
  });

  it('starts again with short waits for the next message', async () => {
    const { outbox, alert, arrived, chat, pass } = await outboxRig();
    chat.deliverAs(() => 'failed');
    await outbox.start();
    await alert('m1');
    await pass(5 * MINUTE_MS);
    let failuresLeft = 1;
    chat.deliverAs(({ blocks }) => (JSON.stringify(blocks).includes('m2') && failuresLeft-- > 0 ? 'failed' : 'delivered'));
    await alert('m2');
    await pass(3 * SECOND_MS);
    expect(arrived()).toEqual(['m1']);
    await pass(SECOND_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['m1', 'm2']);
  });
});

describe('a delivery of which nobody knows', () => {
  it('is made once more, marked, for a message that makes a sound', async () => {
    const { outbox, alert, arrived, chat, pass } = await outboxRig();
    let first = true;
    chat.deliverAs(() => {
      const outcome = first ? 'arrives-ambiguously' : 'delivered';
      first = false;
      return outcome;
    });
    await outbox.start();
    await alert('trade');
    await alert('next');
    await pass(MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['trade', '↻ trade', 'next']);
  });

  it('is not made again for a silent message', async () => {
    const { outbox, alert, arrived, chat, pass } = await outboxRig();
    chat.deliverAs((message) => (message.urgency === 'silent' ? 'ambiguous' : 'delivered'));
    await outbox.start();
    await alert('report', 'warning');
    await alert('next');
    await pass(MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['next']);
    expect(chat.attempts).toBe(2);
  });

  it('is given up when it stays unknown, and what follows goes on', async () => {
    const { outbox, alert, arrived, chat, pass, noted } = await outboxRig();
    chat.deliverAs(({ blocks }) => (JSON.stringify(blocks).includes('trade') ? 'ambiguous' : 'delivered'));
    await outbox.start();
    await alert('trade');
    await alert('next');
    await pass(10 * MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['next']);
    expect(chat.attempts).toBe(3);
    expect((await noted()).at(-1)).toBe(2);
  });

  it('is followed by certain failures: then it is tried until it arrives, still marked', async () => {
    const { outbox, alert, arrived, chat, pass } = await outboxRig();
    const outcomes = ['ambiguous', 'failed', 'failed', 'delivered'] as const;
    let attempt = 0;
    chat.deliverAs(() => outcomes[attempt++] ?? 'delivered');
    await outbox.start();
    await alert('trade');
    await pass(10 * MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['↻ trade']);
  });

  it('is what a chat that throws is taken for', async () => {
    let thrown = 0;
    const { outbox, alert, arrived, pass, bugs } = await outboxRig({
      chatThrough: (chat) => ({
        ...chat,
        send: (message) => (thrown++ === 0 ? Promise.reject(new Error('socket hang up')) : chat.send(message)),
      }),
    });
    await outbox.start();
    await alert('trade');
    await pass(MINUTE_MS);
    await outbox.idle();
    expect(arrived()).toEqual(['↻ trade']);
    expect(bugs).toEqual([]);
  });
});

describe('a restart', () => {
  it('neither repeats nor loses a message', async () => {
    const first = await outboxRig();
    await first.outbox.start();
    for (const key of numbers(3)) await first.alert(key);
    await first.outbox.idle();
    first.chat.deliverAs(() => 'failed');
    for (const key of numbers(2, 4)) await first.alert(key);
    await first.outbox.stop();

    const second = await outboxRig({ journal: first.journal });
    await second.outbox.start();
    await second.alert('m6');
    await second.outbox.idle();
    expect(first.arrived()).toEqual(numbers(3));
    expect(second.arrived()).toEqual(numbers(3, 4));
  });

  it('repeats only what was sent and not noted when the process was killed', async () => {
    const first = await outboxRig();
    await first.outbox.start();
    await first.alert('m1');
    await first.outbox.idle();
    await first.alert('m2');
    await first.outbox.idle();
    const killedBeforeTheLastNote = await cutAfter(first.journal, first.state.lastSequence - 1);
    const second = await outboxRig({ journal: killedBeforeTheLastNote });
    await second.outbox.start();
    await second.outbox.idle();
    expect(second.arrived()).toEqual(['m2']);
  });

  it('repeats a bounded number after a long outage, since progress is noted on the way', async () => {
    const rig = await outboxRig();
    for (const key of numbers(100)) await rig.alert(key);
    await rig.outbox.start();
    await rig.outbox.idle();
    const notes = await rig.noted();
    expect(notes).toEqual([20, 40, 60, 80, 100]);
  });

  it('tells the entries that were recorded before the outbox was there', async () => {
    const rig = await outboxRig();
    await rig.alert('m1');
    await rig.outbox.start();
    await rig.alert('m2');
    await rig.outbox.idle();
    expect(rig.arrived()).toEqual(['m1', 'm2']);
  });

  it('does not take the notes of another channel for its own', async () => {
    const terminal = await outboxRig({ channel: 'terminal' });
    await terminal.alert('m1');
    await terminal.outbox.start();
    await terminal.outbox.idle();
    terminal.chat.deliverAs(() => 'failed');
    await terminal.alert('m2');
    await terminal.outbox.stop();
    const telegram = await outboxRig({ journal: terminal.journal, channel: 'telegram' });
    await telegram.outbox.start();
    await telegram.alert('m3');
    await telegram.outbox.idle();
    expect(telegram.arrived()).toEqual(['m3']);
    const again = await outboxRig({ journal: terminal.journal, channel: 'terminal' });
    await again.outbox.start();
    await again.outbox.idle();
    expect(again.arrived()).toEqual(['m2', 'm3']);
  });

  it('at any moment loses nothing, repeats nothing that was noted, and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('message', 'other', 'down', 'up', 'restart'), { minLength: 1, maxLength: 40 }),
        async (steps) => {
          let rig: OutboxRig = await outboxRig();
          await rig.outbox.start();
          const arrived: string[] = [];
          let sentCount = 0;
          let isDown = false;
          for (const step of [...steps, 'up'] as const) {
            if (step === 'message') await rig.alert(`m${++sentCount}`);
            else if (step === 'other') await rig.state.record([{ kind: 'alert-resolved', key: 'x' }]);
            else if (step === 'restart') {
              await rig.outbox.stop();
              arrived.push(...rig.arrived());
              rig = await outboxRig({ journal: rig.journal, startAt: rig.clock.now() });
              rig.chat.deliverAs(() => (isDown ? 'failed' : 'delivered'));
              await rig.outbox.start();
            } else {
              isDown = step === 'down';
              rig.chat.deliverAs(() => (isDown ? 'failed' : 'delivered'));
              await rig.pass(2 * MINUTE_MS);
            }
            await rig.pass(0);
          }
          await rig.pass(2 * MINUTE_MS);
          await rig.outbox.idle();
          // A long outage is told in a message of its own, which is no entry's.
          const messages = [...arrived, ...rig.arrived()].filter((headline) => !headline.startsWith('Messages held up'));
          expect(messages).toEqual(numbers(sentCount));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an answer to a person', () => {
  it('is sent in its place among the messages', async () => {
    const { outbox, alert, arrived, chat } = await outboxRig();
    await outbox.start();
    await alert('m1');
    await outbox.idle();
    const answered = outbox.reply({
      blocks: [{ kind: 'headline', icon: '*', text: 'answer', tone: 'neutral' }],
      buttons: [],
      urgency: 'normal',
    });
    await alert('m2');
    await answered;
    await outbox.idle();
    expect(arrived()).toEqual(['m1', 'answer', 'm2']);
    expect(chat.attempts).toBe(3);
  });

  it('is not repeated when nobody knows whether it arrived', async () => {
    const { outbox, chat } = await outboxRig();
    chat.deliverAs(() => 'ambiguous');
    await outbox.start();
    await outbox.reply({ blocks: [], buttons: [], urgency: 'normal' });
    expect(chat.attempts).toBe(1);
  });
});

describe('a bug of ours', () => {
  it('in the fold is told and stops the outbox, not who records', async () => {
    const fold = {
      apply: () => {
        throw new InvariantError('the fold is broken');
      },
    };
    const { outbox, alert, state, bugs } = await outboxRig({ fold });
    await outbox.start();
    await alert('m1');
    await alert('m2');
    await outbox.idle();
    expect(bugs.map(({ message }) => message)).toEqual(['the fold is broken']);
    expect(state.lastSequence).toBe(2);
  });

  it('in the chat is told and nothing more is sent', async () => {
    const { outbox, alert, bugs, noted } = await outboxRig({
      chatThrough: (chat) => ({ ...chat, send: () => Promise.reject(new InvariantError('the chat is broken')) }),
    });
    await outbox.start();
    await alert('m1');
    await outbox.idle();
    expect(bugs.map(({ message }) => message)).toEqual(['the chat is broken']);
    expect(await noted()).toEqual([]);
  });

  it('is to start the outbox while an entry is on its way to the disk', async () => {
    const memory = createMemoryJournal();
    const late: Journal = { ...memory, lastSequence: 3, read: (from) => memory.read(from) };
    const { outbox } = await outboxRig({ journal: late, fold: ALERT_FOLD });
    await expect(outbox.start()).rejects.toThrow(InvariantError);
  });
});
