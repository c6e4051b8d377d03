import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/domain/chat-message.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { Chat, ChatCommand } from '../../src/ports/chat.ts';

export interface ChatSubject {
  readonly chat: Chat;
  readonly now: () => EpochMs;
  /** Lets the person say a line: `/command arguments`, or free text. */
  readonly say: (line: string) => void;
  /** Ends what the person says. */
  readonly hangUp: () => void;
  /** Lets nothing arrive from now on. */
  readonly breakDelivery: () => void;
  /** All that the person sees, as one text. */
  readonly shown: () => string;
}

const message = (text: string): ChatMessage => ({
  blocks: [{ kind: 'headline', icon: '*', text, tone: 'neutral' }],
  buttons: [],
  urgency: 'normal',
});

/** Checks the contract of the Chat port. */
export function describeChat(name: string, setup: () => ChatSubject | Promise<ChatSubject>): void {
  describe(`${name} keeps the chat's contract`, () => {
    let subject: ChatSubject;
    let stop: AbortController;

    beforeEach(async () => {
      subject = await setup();
      stop = new AbortController();
    });
    afterEach(() => stop.abort());

    const take = async (count: number): Promise<readonly ChatCommand[]> => {
      const taken: ChatCommand[] = [];
      for await (const command of subject.chat.commands(stop.signal)) {
        taken.push(command);
        if (taken.length === count) break;
      }
      return taken;
    };

    it('has a channel name that the journal can keep', () => {
      expect(subject.chat.channel).toMatch(/^[a-z][a-z0-9-]*$/);
    });

    it('delivers messages in the order of the calls', async () => {
      const texts = ['first', 'second', 'third', 'fourth'];
      const deliveries = await Promise.all(texts.map((text) => subject.chat.send(message(text))));
      expect(deliveries.map(({ tag }) => tag)).toEqual(texts.map(() => 'delivered'));
      const positions = texts.map((text) => subject.shown().indexOf(text));
      expect(positions).not.toContain(-1);
      expect(positions).toEqual([...positions].sort((left, right) => left - right));
    });

    it('says of a message that cannot be delivered that it failed, and does not throw', async () => {
      subject.breakDelivery();
      const delivery = await subject.chat.send(message('lost words'));
      expect(delivery.tag).toBe('failed');
      expect(subject.shown()).not.toContain('lost words');
    });

    it('changes nothing of the message that it sends', async () => {
      const given = Object.freeze({ ...message('kept'), blocks: Object.freeze(message('kept').blocks) });
      await subject.chat.send(given);
      expect(given).toEqual(message('kept'));
    });

    it('yields what a person says in order, as commands with arguments, who and when', async () => {
      subject.say('/close BTC half');
      subject.say('/status');
      const [first, second] = await take(2);
      expect(first).toMatchObject({ name: 'close', arguments: ['BTC', 'half'], by: { kind: 'person' }, sentAt: subject.now() });
      expect(second).toMatchObject({ name: 'status', arguments: [] });
    });

    it('yields free text without a name and with the text as its argument', async () => {
      subject.say('how are you, 100 %?');
      expect(await take(1)).toMatchObject([{ name: '', arguments: ['how are you, 100 %?'] }]);
    });

    it('yields what is said while it waits', async () => {
      const taken = take(1);
      subject.say('/pause');
      expect(await taken).toMatchObject([{ name: 'pause' }]);
    });

    it('ends when the signal aborts, also while it waits', async () => {
      const taken = take(1);
      await Promise.resolve();
      stop.abort();
      expect(await taken).toEqual([]);
    });

    it('yields nothing when the signal is aborted from the start', async () => {
      stop.abort();
      subject.say('/status');
      expect(await take(1)).toEqual([]);
    });

    it('ends when the person has gone', async () => {
      subject.say('/status');
      subject.hangUp();
      expect(await take(5)).toMatchObject([{ name: 'status' }]);
    });

    it('goes on sending when the person says nothing more', async () => {
      subject.hangUp();
      await take(1);
      expect(await subject.chat.send(message('still here'))).toEqual({ tag: 'delivered' });
    });
  });
}
