import type { Clock } from '../../../src/ports/clock.ts';
import { parseTelegramHtml } from './telegram-html.ts';

type TelegramUpdate = Readonly<Record<string, unknown>>;
type Payload = Readonly<Record<string, unknown>>;

/** The API answers that it did not do it. */
export class ApiRefusal extends Error {
  readonly code: number;

  constructor(code: number, description: string) {
    super(description);
    this.code = code;
  }
}

/** A message as the person sees it. */
export interface ShownMessage {
  readonly messageId: number;
  /** What was sent, markup included. */
  readonly raw: string;
  /** What is shown of it. */
  readonly text: string;
  readonly parseMode: string | null;
  readonly buttons: readonly (readonly { readonly label: string; readonly data: string }[])[];
  readonly isSilent: boolean;
  readonly at: number;
}

interface PendingUpdate {
  readonly id: number;
  readonly body: TelegramUpdate;
  readonly expiresAt: number;
}

const MESSAGE_LIFE_MS = 24 * 3_600_000;
const PRESS_LIFE_MS = 150_000;
const QUERY_ANSWER_MS = 15_000;
const TEXT_LENGTH_MAX = 4_096;
const TEXT_BYTES_MAX = 32_768;
const HOLD_SECONDS_MAX = 50;
const UPDATE_KINDS_BY_DEFAULT = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'callback_query',
  'my_chat_member',
  'inline_query',
];

/** What Telegram knows of one bot: its updates that were not fetched, its chats with their messages, its settings. */
export class TelegramBotState {
  readonly #clock: Clock;
  readonly #username: string;
  #updates: PendingUpdate[] = [];
  #nextUpdateId = 700_000_001;
  #nextMessageId = 101;
  #nextQueryId = 9_000_000_001;
  #allowedUpdates: readonly string[] = [];
  #webhookUrl = '';
  #waiting: { readonly end: (how: 'update' | 'conflict' | 'broken') => void } | null = null;
  readonly #messages = new Map<number, ShownMessage[]>();
  readonly #blocked = new Set<number>();
  readonly #queries = new Map<string, number>();
  readonly #menus = new Map<string, unknown>();
  /** The answers to presses that a person saw, in order. */
  readonly toasts: { readonly queryId: string; readonly text: string; readonly isAlert: boolean }[] = [];
  readonly groupsLeft: number[] = [];

  constructor({ clock, username }: { readonly clock: Clock; readonly username: string }) {
    this.#clock = clock;
    this.#username = username;
  }

  newMessageId(): number {
    this.#nextMessageId += 1;
    return this.#nextMessageId - 1;
  }

  newQueryId(): string {
    this.#nextQueryId += 1;
    return String(this.#nextQueryId - 1);
  }

  /** After a week without updates Telegram goes on at any number. */
  goOnAt(updateId: number): void {
    this.#nextUpdateId = updateId;
  }

  knowChat(chatId: number): void {
    if (!this.#messages.has(chatId)) this.#messages.set(chatId, []);
  }

  messages(chatId: number): readonly ShownMessage[] {
    return this.#messages.get(chatId) ?? [];
  }

  menuOf(chatId: number): unknown {
    return this.#menus.get(scopeKey({ scope: { type: 'chat', chat_id: chatId } })) ?? [];
  }

  dataOf(chatId: number, messageId: number, label: string): string {
    const message = this.messages(chatId).find((candidate) => candidate.messageId === messageId);
    const button = message?.buttons.flat().find((candidate) => candidate.label.includes(label));
    if (button === undefined) throw new Error(`message ${messageId} has no button "${label}"`);
    return button.data;
  }

  setWebhook(url: string): void {
    this.#webhookUrl = url;
  }

  block(chatId: number, from: Payload): void {
    this.#blocked.add(chatId);
    this.push({ my_chat_member: membership(chatId, from, 'kicked', this.#clock.now()) });
  }

  unblock(chatId: number, from: Payload): void {
    this.#blocked.delete(chatId);
    this.push({ my_chat_member: membership(chatId, from, 'member', this.#clock.now()) });
  }

  /** Puts an update of one kind into the queue, or drops it when the bot does not want that kind. @returns its id. */
  push(body: TelegramUpdate): number {
    const id = this.#nextUpdateId;
    this.#nextUpdateId += 1;
    const [kind = ''] = Object.keys(body);
    const wanted = this.#allowedUpdates.length === 0 ? UPDATE_KINDS_BY_DEFAULT : this.#allowedUpdates;
    const query = body['callback_query'] as { readonly id: string } | undefined;
    if (query !== undefined) this.#queries.set(query.id, this.#clock.now());
    if (wanted.includes(kind)) this.pushAs(id, body);
    return id;
  }

  /** Puts an update with this id into the queue, whatever it is: one that comes again, or one that nobody asked for. */
  pushAs(id: number, body: TelegramUpdate): void {
    const lifeMs = 'callback_query' in body ? PRESS_LIFE_MS : MESSAGE_LIFE_MS;
    this.#updates.push({ id, body: { update_id: id, ...body }, expiresAt: this.#clock.now() + lifeMs });
    this.#waiting?.end('update');
  }

  /** Updates that a poll with this offset would not confirm. */
  pendingFrom(offset: number): number {
    return this.#updates.filter(({ id }) => id >= offset).length;
  }

  /** True while a poll waits for updates. */
  get isPolled(): boolean {
    return this.#waiting !== null;
  }

  /** Another process begins to poll: the poll that waits is ended. */
  interfere(): void {
    this.#waiting?.end('conflict');
  }

  breakPoll(): void {
    this.#waiting?.end('broken');
  }

  /** Undefined when whoever asked is gone. @throws ApiRefusal */
  async call(method: string, payload: Payload, gone: AbortSignal | null): Promise<unknown> {
    switch (method) {
      case 'getMe':
        return this.#describeBot();
      case 'getUpdates':
        return this.#getUpdates(payload, gone);
      case 'getWebhookInfo':
        return { url: this.#webhookUrl, has_custom_certificate: false, pending_update_count: this.#updates.length };
      case 'deleteWebhook':
        if (payload['drop_pending_updates'] === true) this.#updates = [];
        this.#webhookUrl = '';
        return true;
      case 'sendMessage':
        return this.#sendMessage(payload);
      case 'editMessageText':
        return this.#editMessageText(payload);
      case 'answerCallbackQuery':
        return this.#answerCallbackQuery(payload);
      case 'setMyCommands':
        return this.#setMyCommands(payload);
      case 'getMyCommands':
        return this.#menus.get(scopeKey(payload)) ?? [];
      case 'leaveChat':
        this.groupsLeft.push(Number(payload['chat_id']));
        return true;
      default:
        throw new ApiRefusal(404, 'Not Found');
    }
  }

  #describeBot(): Payload {
    return {
      id: 7_712_345_678,
      is_bot: true,
      first_name: 'Steward',
      username: this.#username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    };
  }

  async #getUpdates(payload: Payload, gone: AbortSignal | null): Promise<readonly TelegramUpdate[] | undefined> {
    if (this.#webhookUrl !== '') {
      throw new ApiRefusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    this.#waiting?.end('conflict');
    const { offset = 0, limit = 100, timeout = 0, allowed_updates: allowed } = payload;
    if (typeof offset !== 'number' || typeof limit !== 'number' || typeof timeout !== 'number')
      throw new ApiRefusal(400, 'Bad Request: wrong type');
    if (limit < 1 || limit > 100) throw new ApiRefusal(400, 'Bad Request: limit out of range');
    if (Array.isArray(allowed)) this.#allowedUpdates = allowed;
    this.#confirm(offset);
    this.#expire();
    if (this.#updates.length === 0 && timeout > 0) {
      const how = await this.#hold(Math.min(timeout, HOLD_SECONDS_MAX) * 1_000, gone);
      if (how === 'conflict') {
        throw new ApiRefusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        );
      }
      if (how === 'broken') return undefined;
    }
    return this.#updates.slice(0, limit).map(({ body }) => body);
  }

  /** An offset that no update had yet is not understood: what there is is sent. @see telegram.org's Bot API server, Client.cpp */
  #confirm(offset: number): void {
    if (offset > this.#nextUpdateId + 10) return;
    this.#updates = offset < 0 ? this.#updates.slice(offset) : this.#updates.filter(({ id }) => id >= offset);
  }

  #hold(holdMs: number, gone: AbortSignal | null): Promise<'update' | 'conflict' | 'broken' | 'time'> {
    return new Promise((resolve) => {
      const end = (how: 'update' | 'conflict' | 'broken' | 'time') => {
        cancel();
        gone?.removeEventListener('abort', leave);
        if (this.#waiting === waiting) this.#waiting = null;
        resolve(how);
      };
      const waiting = { end };
      const leave = () => end('broken');
      const cancel = this.#clock.after(holdMs, () => end('time'));
      gone?.addEventListener('abort', leave, { once: true });
      this.#waiting = waiting;
    });
  }

  #expire(): void {
    const now = this.#clock.now();
    this.#updates = this.#updates.filter(({ expiresAt }) => expiresAt > now);
  }

  #sendMessage(payload: Payload): Payload {
    const chatId = this.#reachableChat(payload);
    const message: ShownMessage = {
      messageId: this.newMessageId(),
      ...readText(payload),
      buttons: readButtons(payload),
      isSilent: payload['disable_notification'] === true,
      at: this.#clock.now(),
    };
    this.#messages.get(chatId)?.push(message);
    return describeMessage(chatId, message);
  }

  #editMessageText(payload: Payload): Payload {
    const chatId = this.#reachableChat(payload);
    const messages = this.#messages.get(chatId) ?? [];
    const index = messages.findIndex(({ messageId }) => messageId === payload['message_id']);
    const old = messages[index];
    if (old === undefined) throw new ApiRefusal(400, 'Bad Request: message to edit not found');
    const edited: ShownMessage = { ...old, ...readText(payload), buttons: readButtons(payload) };
    if (edited.raw === old.raw && JSON.stringify(edited.buttons) === JSON.stringify(old.buttons)) {
      throw new ApiRefusal(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same',
      );
    }
    messages[index] = edited;
    return describeMessage(chatId, edited);
  }

  #answerCallbackQuery(payload: Payload): true {
    const { callback_query_id: queryId, text = '', show_alert: isAlert } = payload;
    if (typeof queryId !== 'string' || typeof text !== 'string') throw new ApiRefusal(400, 'Bad Request: wrong type');
    if ([...text].length > 200) throw new ApiRefusal(400, 'Bad Request: MESSAGE_TOO_LONG');
    const pressedAt = this.#queries.get(queryId);
    if (pressedAt === undefined || this.#clock.now() - pressedAt > QUERY_ANSWER_MS) {
      throw new ApiRefusal(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
    }
    this.#queries.delete(queryId);
    this.toasts.push({ queryId, text, isAlert: isAlert === true });
    return true;
  }

  #setMyCommands(payload: Payload): true {
    const { commands } = payload;
    if (!Array.isArray(commands) || commands.length > 100) throw new ApiRefusal(400, 'Bad Request: too many commands');
    for (const { command, description } of commands as readonly { command: unknown; description: unknown }[]) {
      if (typeof command !== 'string' || !/^[a-z0-9_]{1,32}$/.test(command))
        throw new ApiRefusal(400, 'Bad Request: BOT_COMMAND_INVALID');
      if (typeof description !== 'string' || description === '' || [...description].length > 256) {
        throw new ApiRefusal(400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID');
      }
    }
    this.#menus.set(scopeKey(payload), commands);
    return true;
  }

  #reachableChat(payload: Payload): number {
    const chatId = payload['chat_id'];
    if (typeof chatId !== 'number' || !this.#messages.has(chatId)) throw new ApiRefusal(400, 'Bad Request: chat not found');
    if (this.#blocked.has(chatId)) throw new ApiRefusal(403, 'Forbidden: bot was blocked by the user');
    return chatId;
  }
}

function readText({ text: raw, parse_mode: parseMode }: Payload): Pick<ShownMessage, 'raw' | 'text' | 'parseMode'> {
  if (typeof raw !== 'string') throw new ApiRefusal(400, 'Bad Request: message text is empty');
  if (/\p{Cs}/u.test(raw)) throw new ApiRefusal(400, 'Bad Request: strings must be encoded in UTF-8');
  if (Buffer.byteLength(raw) > TEXT_BYTES_MAX) throw new ApiRefusal(400, 'Bad Request: text is too long');
  if (parseMode !== undefined && parseMode !== 'HTML') throw new ApiRefusal(400, 'Bad Request: unsupported parse_mode');
  const parsed = parseMode === 'HTML' ? parseTelegramHtml(raw) : ({ tag: 'parsed', text: raw } as const);
  if (parsed.tag === 'refused') throw new ApiRefusal(400, parsed.description);
  if (parsed.text.trim() === '') throw new ApiRefusal(400, 'Bad Request: message text is empty');
  if ([...parsed.text].length > TEXT_LENGTH_MAX) throw new ApiRefusal(400, 'Bad Request: message is too long');
  return { raw, text: parsed.text, parseMode: parseMode ?? null };
}

function readButtons({ reply_markup: markup }: Payload): ShownMessage['buttons'] {
  if (markup === undefined) return [];
  const { inline_keyboard: rows } = markup as { readonly inline_keyboard?: unknown };
  if (!Array.isArray(rows)) throw new ApiRefusal(400, 'Bad Request: object expected as reply markup');
  return rows.map((row: readonly { readonly text: unknown; readonly callback_data: unknown }[]) =>
    row.map(({ text: label, callback_data: data }) => {
      if (typeof label !== 'string' || label === '')
        throw new ApiRefusal(400, 'Bad Request: text buttons must have non-empty text');
      const length = typeof data === 'string' ? Buffer.byteLength(data) : 0;
      if (typeof data !== 'string' || length < 1 || length > 64) throw new ApiRefusal(400, 'Bad Request: BUTTON_DATA_INVALID');
      return { label, data };
    }),
  );
}

function describeMessage(chatId: number, { messageId, text, at }: ShownMessage): Payload {
  return { message_id: messageId, chat: { id: chatId, type: 'private' }, date: Math.floor(at / 1_000), text };
}

function membership(chatId: number, from: Payload, status: string, now: number): Payload {
  const user = { id: 7_712_345_678, is_bot: true, first_name: 'Steward' };
  return {
    chat: { id: chatId, type: 'private' },
    from,
    date: Math.floor(now / 1_000),
    old_chat_member: { status: 'member', user },
    new_chat_member: { status, user, until_date: 0 },
  };
}

function scopeKey({ scope = { type: 'default' } }: Payload): string {
  return JSON.stringify(scope);
}
