import type { ChatMessage } from '../../domain/chat-message.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Delivery } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import type { AccessList } from './access-list.ts';
import type { ButtonRegister, Keyboard } from './button-register.ts';
import { type CallTrouble, describeTrouble, troubleOf } from './call-trouble.ts';
import type { MessagePiece } from './render-block.ts';
import { renderMessage } from './render-message.ts';
import type { Scrubber } from './scrubber.ts';
import type { SendGate } from './send-gate.ts';
import type { TelegramClient } from './telegram-client.ts';
import type { NoticeDesk } from './telegram-notice.ts';

/** Telegram that goes on asking to wait is left to the next attempt. */
const WAITS_MAX = 5;
/** What is left of a message that Telegram refused in every other form. */
const STUMP_LENGTH_MAX = 1_000;
/** Nothing that is sent to such a chat arrives, whatever it is. @see telegram.org's Bot API server, Client.cpp */
const UNREACHABLE = /chat not found|user is deactivated|bot was (?:blocked|kicked)|PEER_ID_INVALID/i;

/** One Telegram message that is still to be sent. */
interface Part extends MessagePiece {
  readonly keyboard: Keyboard | null;
}

type PartResult = Delivery | { readonly tag: 'unreachable'; readonly why: string };

/** A form in which a part can be tried. */
interface Form {
  readonly text: string;
  readonly parseMode: 'HTML' | null;
  readonly keyboard: Keyboard | null;
}

export interface MessageSenderOptions {
  readonly client: TelegramClient;
  readonly access: AccessList;
  readonly buttons: ButtonRegister;
  readonly gate: SendGate;
  readonly notices: NoticeDesk;
  readonly scrubber: Scrubber;
  readonly log: Log;
  readonly stopSignal: AbortSignal;
}

/** Sends messages one after the other to everybody who was paired. Before anybody was, they wait for the first. */
export class MessageSender {
  readonly #options: MessageSenderOptions;
  /** What is left to send of a message that failed on the way: sent again, it goes on there and repeats nothing. */
  readonly #unfinished = new WeakMap<ChatMessage, Map<number, Part[]>>();
  #tail: Promise<unknown> = Promise.resolve();
  /** Of the last message nobody knows whether it arrived. */
  #isInDoubt = false;

  constructor(options: MessageSenderOptions) {
    this.#options = options;
  }

  send(message: ChatMessage): Promise<Delivery> {
    const sent = this.#tail.then(() => this.#deliver(message));
    this.#tail = sent.catch(() => undefined);
    return sent;
  }

  async #deliver(message: ChatMessage): Promise<Delivery> {
    const { access, stopSignal } = this.#options;
    await access.whenGranted(stopSignal);
    const { chatIds } = access;
    if (chatIds.length === 0) return { tag: 'failed', why: 'nobody is paired yet' };
    const trouble = this.#isInDoubt ? await this.#probe() : null;
    if (trouble !== null) return { tag: 'failed', why: describeTrouble(trouble) };
    const left = this.#unfinished.get(message) ?? new Map<number, Part[]>();
    const results: PartResult[] = [];
    for (const chatId of chatIds) {
      const parts = left.get(chatId) ?? (await this.#prepare(message, chatId));
      left.set(chatId, parts);
      results.push(await this.#deliverTo(chatId, parts, message.urgency));
    }
    const delivery = summarise(results);
    if (delivery.tag === 'failed') this.#unfinished.set(message, left);
    else this.#unfinished.delete(message);
    this.#isInDoubt = delivery.tag === 'ambiguous';
    return delivery;
  }

  /**
   * Asks Telegram for something harmless before it is given another message: while it answers nothing proper, every message would be one of
   * which nobody knows, and after two tries it would be given up. @returns null when it answers again.
   */
  async #probe(): Promise<CallTrouble | null> {
    try {
      await this.#options.client.getMe();
      return null;
    } catch (error) {
      return troubleOf(error);
    }
  }

  async #prepare(message: ChatMessage, chatId: number): Promise<Part[]> {
    const { buttons, scrubber } = this.#options;
    const rows = message.buttons.filter((row) => row.length > 0);
    const keyboard = rows.length === 0 ? null : await buttons.issue(chatId, rows);
    const pieces = renderMessage(message, scrubber);
    return pieces.map((piece, index) => ({ ...piece, keyboard: index === pieces.length - 1 ? keyboard : null }));
  }

  async #deliverTo(chatId: number, parts: Part[], urgency: ChatMessage['urgency']): Promise<PartResult> {
    for (let part = parts[0]; part !== undefined; part = parts[0]) {
      const result = await this.#sendInSomeForm(chatId, part, urgency);
      if (result.tag !== 'delivered') return result;
      parts.shift();
    }
    return { tag: 'delivered' };
  }

  /** A part that Telegram won't take as it is is sent plainer, so that no message can stop those behind it. */
  async #sendInSomeForm(chatId: number, part: Part, urgency: ChatMessage['urgency']): Promise<PartResult> {
    const { keyboard } = part;
    const forms: readonly Form[] = [
      { text: part.html, parseMode: 'HTML', keyboard },
      { text: part.text, parseMode: null, keyboard },
      { text: [...part.text].slice(0, STUMP_LENGTH_MAX).join(''), parseMode: null, keyboard: null },
    ];
    let trouble: CallTrouble | null = null;
    for (const form of forms) {
      trouble = await this.#trySend(chatId, form, urgency);
      if (trouble === null) return { tag: 'delivered' };
      if (!isRefusedForm(trouble)) break;
      this.#options.log.warn('Telegram refused the form of a message', { refusal: describeTrouble(trouble) });
    }
    return trouble === null ? { tag: 'delivered' } : this.#resultOf(chatId, trouble);
  }

  /** @returns null when it was delivered. */
  async #trySend(chatId: number, form: Form, urgency: ChatMessage['urgency']): Promise<CallTrouble | null> {
    const { gate, stopSignal } = this.#options;
    for (let waitCount = 0; ; waitCount += 1) {
      try {
        await gate.pass(chatId, stopSignal);
      } catch {
        // The only way in which the wait ends early is the stop.
        return { tag: 'cancelled' };
      }
      const trouble = await this.#call(chatId, form, urgency);
      if (trouble?.tag !== 'refused' || trouble.code !== 429) return trouble;
      gate.pause((trouble.retryAfterMs ?? 0) + SECOND_MS);
      if (waitCount === WAITS_MAX) return trouble;
    }
  }

  async #call(chatId: number, { text, parseMode, keyboard }: Form, urgency: ChatMessage['urgency']): Promise<CallTrouble | null> {
    try {
      const sent = await this.#options.client.sendMessage(chatId, text, {
        ...(parseMode === null ? {} : { parse_mode: parseMode }),
        ...(keyboard === null ? {} : { reply_markup: { inline_keyboard: keyboard.rows.map((row) => [...row]) } }),
        disable_notification: urgency === 'silent',
        link_preview_options: { is_disabled: true },
      });
      if (keyboard !== null && Number.isSafeInteger(sent.message_id))
        await this.#options.buttons.bind(keyboard.nonceHashes, sent.message_id);
      return null;
    } catch (error) {
      return troubleOf(error);
    }
  }

  #resultOf(chatId: number, trouble: CallTrouble): PartResult {
    const why = describeTrouble(trouble);
    if (trouble.tag === 'unknown') return { tag: 'ambiguous', why };
    if (trouble.tag !== 'refused' || (trouble.code !== 403 && trouble.code !== 400)) return { tag: 'failed', why };
    this.#options.notices.tell({ kind: 'chat-unreachable', chatId, why });
    return { tag: 'unreachable', why };
  }
}

/** Markup, length or buttons were not to its liking: another form may be. */
function isRefusedForm(trouble: CallTrouble): boolean {
  return trouble.tag === 'refused' && trouble.code === 400 && !UNREACHABLE.test(trouble.description);
}

/** A chat that nothing reaches holds up no other; a message that reached nobody has failed. */
function summarise(results: readonly PartResult[]): Delivery {
  const open = results.find((result) => result.tag === 'ambiguous') ?? results.find((result) => result.tag === 'failed');
  if (open !== undefined) return open;
  const unreachable = results.find((result) => result.tag === 'unreachable');
  if (unreachable === undefined || results.some((result) => result.tag === 'delivered')) return { tag: 'delivered' };
  return { tag: 'failed', why: `the chat is unreachable: ${unreachable.why}` };
}
