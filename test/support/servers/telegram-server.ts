import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';
import { ApiRefusal, type ShownMessage, TelegramBotState } from './telegram-bot-state.ts';

/** What goes wrong with one call. */
export type TelegramFault =
  /** An answer of the API that refuses. */
  | { readonly kind: 'refuse'; readonly code: number; readonly description?: string; readonly retryAfter?: number }
  /** The page of a proxy in between, or a body of no known form. */
  | { readonly kind: 'body'; readonly status: number; readonly body: string }
  /** The connection breaks before the call is carried out. */
  | { readonly kind: 'reset' }
  /** The call is carried out and the connection breaks before its answer. */
  | { readonly kind: 'lose-reply' }
  /** The call is carried out and half of its answer arrives. */
  | { readonly kind: 'truncate' }
  /** Nothing is ever answered. `deaf`: in process, the client's abort is not heard either. */
  | { readonly kind: 'hang'; readonly deaf?: boolean };

interface PlannedFault {
  readonly method: string;
  readonly fault: TelegramFault;
  timesLeft: number;
  readonly onlyWhenIdle?: boolean;
}

export interface RecordedCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: number;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly ending: 'whole' | 'half' | 'none' | 'never' | 'never-deaf';
}

/** What a person sends with a message besides its text. */
export interface SaidOptions {
  /** Epoch milliseconds; now, if not given. */
  readonly date?: number;
  readonly chat?: { readonly id: number; readonly type: 'private' | 'group' | 'supergroup' | 'channel' };
  readonly kind?: 'message' | 'edited_message' | 'channel_post' | 'edited_channel_post';
  /** Further fields of the message. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A person with a Telegram account. */
export interface TelegramPerson {
  readonly id: number;
  /** @returns the id of the update. */
  says(text: string, options?: SaidOptions): number;
  /** Presses the button of this label below a message in their private chat. */
  presses(messageId: number, label: string): { readonly updateId: number; readonly queryId: string };
  /** Sends any callback data, as a client of their own making can. */
  sendsData(data: string, where: { readonly messageId: number; readonly chatId?: number; readonly queryId?: string }): number;
  blocks(): void;
  unblocks(): void;
}

export interface TelegramServerOptions {
  readonly token: string;
  readonly username?: string;
  /** Held polls and the ages of updates follow it. */
  readonly clock?: Clock;
}

/**
 * Telegram's Bot API for one bot, as far as this bot uses it, over HTTP or in process, and everything that can go wrong with it. What is not
 * known here is refused, so that a call that the real one would not take is found.
 */
export class TelegramServer {
  readonly token: string;
  readonly calls: RecordedCall[] = [];
  readonly state: TelegramBotState;
  readonly #clock: Clock;
  readonly #faults: PlannedFault[] = [];
  readonly #server: Server;
  #port = 0;
  #isUp = true;

  constructor({ token, username = 'steward_test_bot', clock }: TelegramServerOptions) {
    this.token = token;
    this.#clock =
      clock ??
      new SystemClock({
        onTimerFault: (error) => {
          throw error;
        },
      });
    this.state = new TelegramBotState({ clock: this.#clock, username });
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on this machine, at any port or at the one it had. */
  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    const address = this.#server.address() as AddressInfo;
    this.#port = address.port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Nobody answers from now on: connections are refused, open ones break. */
  async goDown(): Promise<void> {
    this.#isUp = false;
    this.state.breakPoll();
    if (this.#server.listening) await this.close();
  }

  async comeBack(): Promise<void> {
    this.#isUp = true;
    if (this.#port !== 0) await this.listen();
  }

  /** Plans a fault for the next calls of a method, or of any (`*`). @returns what takes it back. */
  fail(method: string, fault: TelegramFault, { times = 1 }: { readonly times?: number } = {}): () => void {
    const planned: PlannedFault = { method, fault, timesLeft: times };
    this.#faults.push(planned);
    return () => {
      planned.timesLeft = 0;
    };
  }

  /** From now on, calls of this method fail whenever no update waits to be fetched. */
  failWhenIdle(method: string, fault: TelegramFault): void {
    this.#faults.push({ method, fault, timesLeft: Number.POSITIVE_INFINITY, onlyWhenIdle: true });
    this.state.breakPoll();
  }

  /** What stands in a chat, oldest first. */
  messages(chatId: number): readonly ShownMessage[] {
    return this.state.messages(chatId);
  }

  /** What stands in a chat, as one text. */
  shown(chatId: number): string {
    return this.messages(chatId)
      .map(({ text }) => text)
      .join('\n');
  }

  /** The first message of a chat that says this, as soon as there is one: for tests of whole processes. */
  async untilShown(
    chatId: number,
    words: RegExp,
    { timeoutMs = 10_000 }: { readonly timeoutMs?: number } = {},
  ): Promise<ShownMessage> {
    for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; ) {
      const found = this.messages(chatId).find(({ text }) => words.test(text));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`chat ${chatId} never showed ${words}; it shows:\n${this.shown(chatId)}`);
  }

  callsOf(method: string): readonly RecordedCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  user(id: number, name = `User ${id}`): TelegramPerson {
    const { state } = this;
    const account = { id, is_bot: false, first_name: name, language_code: 'en' };
    const own = { id, type: 'private', first_name: name };
    state.knowChat(id);
    const sendsData: TelegramPerson['sendsData'] = (data, { messageId, chatId = id, queryId = state.newQueryId() }) => {
      const chat = chatId === id ? own : { id: chatId, type: chatId < 0 ? 'group' : 'private' };
      const message = { message_id: messageId, chat, date: Math.floor(this.#clock.now() / 1_000), text: '' };
      return state.push({ callback_query: { id: queryId, from: account, message, chat_instance: 'x', data } });
    };
    return {
      id,
      says: (text, { date = this.#clock.now(), chat = own, kind = 'message', fields = {} } = {}) => {
        const message = {
          message_id: state.newMessageId(),
          from: account,
          chat,
          date: Math.floor(date / 1_000),
          text,
          ...fields,
        };
        return state.push({ [kind]: message });
      },
      presses: (messageId, label) => {
        const queryId = state.newQueryId();
        return { updateId: sendsData(state.dataOf(id, messageId, label), { messageId, queryId }), queryId };
      },
      sendsData,
      blocks: () => state.block(id, account),
      unblocks: () => state.unblock(id, account),
    };
  }

  /** The bot's network, without sockets: for tests on simulated time. */
  readonly transport: HttpTransport = async (input, init) => {
    const url = String(input);
    const signal = init?.signal ?? null;
    if (!this.#isUp) throw connectionError(`request to ${url} failed`, 'ECONNREFUSED');
    if (typeof init?.body !== 'string') throw new TypeError('only JSON is sent');
    const reply = await this.#answer(new URL(url).pathname, init.body, signal);
    switch (reply.ending) {
      case 'whole':
        return new Response(reply.body, { status: reply.status });
      case 'half':
        return new Response(halfOf(reply.body, url), { status: reply.status });
      case 'none':
        throw connectionError(`request to ${url} failed`, 'ECONNRESET');
      case 'never':
        return await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
      case 'never-deaf':
        return await new Promise(() => undefined);
    }
  };

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const reply = await this.#answer(new URL(request.url ?? '/', this.url).pathname, body, gone.signal);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply.body) };
    if (reply.ending === 'whole') {
      response.writeHead(reply.status, headers).end(reply.body);
    } else if (reply.ending === 'half') {
      response
        .writeHead(reply.status, headers)
        .write(reply.body.slice(0, Math.floor(reply.body.length / 2)), () => response.destroy());
    } else if (reply.ending === 'none') {
      response.destroy();
    }
  }

  async #answer(path: string, body: string, gone: AbortSignal | null): Promise<Reply> {
    const [, given, method = ''] = /^\/bot([^/]+)\/([A-Za-z]+)$/.exec(path) ?? [];
    if (given === undefined) return refusal({ code: 404, description: 'Not Found' });
    if (given !== this.token) return refusal({ code: /^\d+:[\w-]+$/.test(given) ? 401 : 404, description: 'Unauthorized' });
    const payload = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
    this.calls.push({ method, payload, at: this.#clock.now() });
    const fault = this.#takeFault(method, payload);
    switch (fault?.kind) {
      case 'refuse':
        return refusal(fault);
      case 'body':
        return { status: fault.status, body: fault.body, ending: 'whole' };
      case 'reset':
        return { status: 0, body: '', ending: 'none' };
      case 'hang':
        return { status: 0, body: '', ending: fault.deaf === true ? 'never-deaf' : 'never' };
    }
    const reply = await this.#carryOut(method, payload, gone);
    if (reply === null || fault?.kind === 'lose-reply') return { status: 0, body: '', ending: 'none' };
    return fault?.kind === 'truncate' ? { ...reply, ending: 'half' } : reply;
  }

  /** Null when whoever asked is gone. */
  async #carryOut(method: string, payload: Record<string, unknown>, gone: AbortSignal | null): Promise<Reply | null> {
    try {
      const result = await this.state.call(method, payload, gone);
      return result === undefined ? null : { status: 200, body: JSON.stringify({ ok: true, result }), ending: 'whole' };
    } catch (error) {
      if (error instanceof ApiRefusal) return refusal({ code: error.code, description: error.message });
      throw error;
    }
  }

  #takeFault(method: string, payload: Readonly<Record<string, unknown>>): TelegramFault | undefined {
    const planned = this.#faults.find(
      (fault) =>
        fault.timesLeft > 0 &&
        (fault.method === '*' || fault.method === method) &&
        (fault.onlyWhenIdle !== true || this.state.pendingFrom(Number(payload['offset'] ?? 0)) === 0),
    );
    if (planned !== undefined) planned.timesLeft -= 1;
    return planned?.fault;
  }
}

export type { ShownMessage };

function refusal({
  code,
  description = 'Bad Request',
  retryAfter,
}: {
  readonly code: number;
  readonly description?: string;
  readonly retryAfter?: number;
}): Reply {
  const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
  return { status: code, body: JSON.stringify({ ok: false, error_code: code, description, ...parameters }), ending: 'whole' };
}

/** As the platform's `fetch` fails; the address stands in it, to see that it does not come out elsewhere. */
function connectionError(message: string, code: string): TypeError {
  const cause = Object.assign(new Error(`${message}, reason: ${code}`), {
    code,
    syscall: code === 'ECONNREFUSED' ? 'connect' : 'read',
  });
  return new TypeError('fetch failed', { cause });
}

function halfOf(body: string, url: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(body.slice(0, Math.floor(body.length / 2))));
      controller.error(new TypeError(`Invalid response body while trying to fetch ${url}: terminated`));
    },
  });
}
