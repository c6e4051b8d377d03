import type { ChatMessage, Language } from '../domain/chat-message.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import type { Actor } from '../domain/proposal.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { JournaledState } from '../session/journaled-state.ts';
import { OrderedSender } from './ordered-sender.ts';
import { PANIC_REASON } from './panic-reason.ts';

/** After so many entries it is noted how far the channel has come, so that a killed process repeats few. */
const BATCH_LENGTH_MAX = 20;

/** The messages of one entry, not delivered yet. */
interface Waiting {
  readonly sequence: number;
  readonly messages: readonly ChatMessage[];
}

export interface OutboxOptions {
  readonly state: JournaledState;
  /** Turns every entry of the journal, fed in order from its beginning, into what a person is told of it. */
  readonly fold: { apply(entry: JournalEntry): readonly ChatMessage[] };
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
  readonly onBug: (error: Error) => void;
}

/**
 * Tells a channel what happened, each message once and in order: messages are a fold of the journal, and how far they were delivered
 * is a fact of it too, so neither a restart nor hours without the chat lose or repeat any. What a killed process had sent but not noted
 * is sent again. Nothing that trades ever waits for it.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #sender: OrderedSender;
  /** Entries that were recorded and are not folded yet. */
  readonly #inbox: JournalEntry[] = [];
  readonly #waiting: Waiting[] = [];
  /** People whose commands are answered on this channel. */
  readonly #answeredPeople = new Set<string>();
  #isReady = false;
  #isStopped = false;
  #worker: Promise<void> | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#sender = new OrderedSender(options);
  }

  /**
   * Reads the whole journal and begins to send. To be called once, when everything recorded so far is durable: before the start-up path.
   * A channel that is new to a journal which others were told of begins with what happens from now on.
   */
  async start(): Promise<void> {
    const { state, chat } = this.#options;
    const knownSequence = state.lastSequence;
    state.onEntry((entry) => this.#accept(entry));
    let readSequence = 0;
    let deliveredUpTo: number | null = null;
    let othersWereTold = false;
    for await (const entry of state.read()) {
      if (entry.sequence > knownSequence) break;
      readSequence = entry.sequence;
      this.#fold(entry);
      if (entry.fact.kind !== 'messages-delivered') continue;
      if (entry.fact.channel === chat.channel) deliveredUpTo = entry.fact.upTo;
      else othersWereTold = true;
      this.#forgetUpTo(deliveredUpTo ?? 0);
    }
    invariant(readSequence === knownSequence, `the outbox was started while entry ${readSequence + 1} was not durable yet`);
    if (deliveredUpTo === null && othersWereTold) this.#forgetUpTo(knownSequence);
    this.#isReady = true;
    this.#wake();
  }

  /** Answers a person, after everything that is on its way already. Resolves when it is delivered or given up; never rejects. */
  async reply(message: ChatMessage): Promise<void> {
    await this.#sender.send(message, { ifAmbiguous: 'let-be' });
  }

  /** What this person changes from now on is answered directly on this channel, and not told there a second time. */
  answersDirectly(by: Actor): void {
    if (by.kind === 'person') this.#answeredPeople.add(by.id);
  }

  /** Entries whose messages are not delivered yet. */
  get waitingCount(): number {
    return this.#waiting.length + this.#inbox.length;
  }

  /** Resolves when nothing waits: all is delivered and noted, or the outbox was stopped. */
  async idle(): Promise<void> {
    while (this.#worker !== null) await this.#worker;
    await this.#sender.idle();
  }

  /** Stops sending. What was not delivered is sent by the next process. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#sender.stop();
    await this.idle();
  }

  #accept(entry: JournalEntry): void {
    if (entry.fact.kind === 'messages-delivered') return;
    this.#inbox.push(entry);
    this.#wake();
  }

  /** The work begins later, never inside the call that recorded an entry. */
  #wake(): void {
    if (this.#worker !== null || !this.#isReady || this.#isStopped) return;
    this.#worker = Promise.resolve()
      .then(() => this.#work())
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#worker = null;
        if (this.#inbox.length > 0) this.#wake();
      });
  }

  async #work(): Promise<void> {
    while (!this.#isStopped) {
      for (const entry of this.#inbox.splice(0)) this.#fold(entry);
      const batch = this.#waiting.slice(0, BATCH_LENGTH_MAX);
      if (batch.length === 0) return;
      await this.#deliver(batch);
    }
  }

  async #deliver(batch: readonly Waiting[]): Promise<void> {
    let upTo: number | null = null;
    for (const waiting of batch) {
      if (!(await this.#deliverAll(waiting.messages))) break;
      this.#waiting.shift();
      upTo = waiting.sequence;
    }
    if (upTo === null) return;
    const { state, chat } = this.#options;
    await state.record([{ kind: 'messages-delivered', channel: chat.channel, upTo }]);
  }

  async #deliverAll(messages: readonly ChatMessage[]): Promise<boolean> {
    for (const message of messages) {
      // Silent ones stay available by command; the others are about trades and decisions, where twice is better than never.
      const ifAmbiguous = message.urgency === 'silent' ? 'let-be' : 'repeat-once';
      if ((await this.#sender.send(message, { ifAmbiguous })) === 'stopped') {
        this.#isStopped = true;
        return false;
      }
    }
    return true;
  }

  #fold(entry: JournalEntry): void {
    const messages = this.#options.fold.apply(entry);
    const author = authorOf(entry);
    if (author?.kind === 'person' && this.#answeredPeople.has(author.id)) return;
    if (messages.length > 0) this.#waiting.push({ sequence: entry.sequence, messages });
  }

  #forgetUpTo(sequence: number): void {
    const firstKept = this.#waiting.findIndex((waiting) => waiting.sequence > sequence);
    this.#waiting.splice(0, firstKept === -1 ? this.#waiting.length : firstKept);
  }

  #fail(error: unknown): void {
    this.#isStopped = true;
    if (error instanceof InvariantError) this.#options.onBug(error);
    else this.#options.log.error('the outbox stopped: it could not note what was delivered', { error });
  }
}

/** Who made a change of which the answer to the command has told all; null for everything else. */
function authorOf({ fact }: JournalEntry): Actor | null {
  switch (fact.kind) {
    case 'control-changed':
    case 'autonomy-changed':
    case 'mode-changed':
    case 'note-added':
    case 'note-dropped':
    case 'override-set':
    case 'override-ended':
      return fact.by;
    case 'proposal-changed':
      return fact.state.tag === 'rejected' && fact.state.why !== PANIC_REASON ? fact.state.by : null;
    default:
      return null;
  }
}
