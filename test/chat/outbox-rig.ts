import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { Outbox } from '../../src/chat/outbox.ts';
import type { ChatMessage } from '../../src/domain/chat-message.ts';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { JournaledState } from '../../src/session/journaled-state.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { headlineOf, type RecordingChat, recordingChat, textOf } from '../support/recording-chat.ts';

/** A message of every alert: the key is its text; a warning is silent, a critical alert is not. `twice` makes two messages. */
export const ALERT_FOLD = {
  apply({ fact }: JournalEntry): readonly ChatMessage[] {
    if (fact.kind !== 'alert-raised') return [];
    const message: ChatMessage = {
      blocks: [{ kind: 'headline', icon: '*', text: fact.key, tone: 'neutral' }],
      buttons: [],
      urgency: fact.level === 'warning' ? 'silent' : 'critical',
    };
    return fact.key.startsWith('twice') ? [message, message] : [message];
  },
};

export interface OutboxRig {
  readonly state: JournaledState;
  readonly clock: SimulatedClock;
  readonly chat: RecordingChat;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly bugs: readonly Error[];
  alert(key: string, level?: 'warning' | 'critical'): Promise<void>;
  /** Lets what is under way come to where it waits for time, then lets time pass. */
  pass(spanMs: number): Promise<void>;
  /** Headlines of what arrived. */
  arrived(): readonly string[];
  /** What the channel's facts of delivery say, in order. */
  noted(): Promise<readonly number[]>;
}

/** An outbox on a real journaled state, whose facts are alerts. */
export async function outboxRig(
  options: {
    readonly journal?: Journal;
    readonly startAt?: number;
    readonly channel?: string;
    readonly fold?: { apply(entry: JournalEntry): readonly ChatMessage[] };
    readonly chatThrough?: (chat: RecordingChat) => Chat;
  } = {},
): Promise<OutboxRig> {
  const { journal = createMemoryJournal(), startAt = 1_000_000, fold = ALERT_FOLD } = options;
  const clock = new SimulatedClock({ startAt });
  const chat = recordingChat({ now: () => clock.now(), ...(options.channel === undefined ? {} : { channel: options.channel }) });
  const state = new JournaledState({ journal, clock, bookId: 'main', start: { autonomy: 'confirm', mode: 'single' } });
  await state.load();
  const bugs: Error[] = [];
  const outbox = new Outbox({
    state,
    fold,
    chat: options.chatThrough?.(chat) ?? chat,
    clock,
    log: silentLog,
    language: 'en',
    onBug: (error) => bugs.push(error),
  });
  return {
    state,
    clock,
    chat,
    outbox,
    journal,
    bugs,
    alert: (key, level = 'critical') => state.record([{ kind: 'alert-raised', key, level, facts: {} }]),
    async pass(spanMs) {
      await settle();
      await clock.advanceTo(clock.now() + spanMs);
      await settle();
    },
    arrived: () =>
      chat.sent.map((message) => (textOf(message).startsWith('↻') ? `↻ ${headlineOf(message)}` : headlineOf(message))),
    async noted() {
      const upTo: number[] = [];
      for await (const { fact } of journal.read()) {
        if (fact.kind === 'messages-delivered' && fact.channel === chat.channel) upTo.push(fact.upTo);
      }
      return upTo;
    },
  };
}

/** Steps enough for everything that waits for no time and no other process. */
async function settle(): Promise<void> {
  for (let step = 0; step < 200; step += 1) await null;
}
