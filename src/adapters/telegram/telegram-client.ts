import { Telegram } from 'telegraf';
import type { Telegram as BotApi, Opts, Update, UserFromGetMe, WebhookInfo } from 'telegraf/types';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { readAnswer, TelegramCallError, troubleOfThrown } from './call-trouble.ts';
import { inLastMoments } from './last-moments.ts';
import type { Scrubber } from './scrubber.ts';
import { withDeadline } from './with-deadline.ts';

/** How long a call may go on when the process was told to end: less than whoever ends it waits. */
const LAST_CALL_MS: DurationMs = 3 * SECOND_MS;
const CALL_DEADLINE_MS: DurationMs = 15 * SECOND_MS;
/** What a long poll may take beyond the time that it was asked to wait. */
const POLL_GRACE_MS: DurationMs = 15 * SECOND_MS;

/** Updates of other kinds are not asked for: edited and channel messages, inline queries, and whatever comes to be. */
const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;
export const UPDATES_LENGTH_MAX = 100;

export interface TelegramClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly scrubber: Scrubber;
  /** Soon after it aborts, calls are given up. Polls have a signal of their own. */
  readonly stopSignal?: AbortSignal;
}

/**
 * The typed client of telegraf with the network taken out: telegraf makes the requests' fields, and every call goes over the
 * `HttpTransport`, is given up at a deadline on the Clock, and fails with a `TelegramCallError` that says whether it may have been done.
 * telegraf's own HTTP would wait up to 500 s for an answer that was cut off, and its errors hold the token.
 *
 * The token is kept from telegraf too, so that nothing that prints this object can show it. Uploads of files are not supported.
 */
export class TelegramClient extends Telegram {
  readonly #options: TelegramClientOptions;
  readonly #root: string;

  constructor(options: TelegramClientOptions) {
    super('token-kept-elsewhere', { apiRoot: options.apiRoot, webhookReply: false });
    this.#options = options;
    this.#root = `${options.apiRoot.replace(/\/+$/, '')}/bot${options.token}`;
  }

  /** @throws TelegramCallError */
  override async callApi<Method extends keyof BotApi>(
    method: Method,
    payload: Opts<Method>,
  ): Promise<ReturnType<BotApi[Method]>> {
    const { clock, stopSignal } = this.#options;
    const result = await inLastMoments({ clock, stopSignal, graceMs: LAST_CALL_MS }, (signal) =>
      this.#call(method, payload, { deadlineMs: CALL_DEADLINE_MS, signal }),
    );
    // What comes over the wire has the type that the Bot API promises; what matters of it is checked where it is used.
    return result as ReturnType<BotApi[Method]>;
  }

  /**
   * Who the bot is, and where its updates go: empty where they are fetched.
   * @throws TelegramCallError
   */
  async describeBot(signal?: AbortSignal): Promise<{ readonly me: UserFromGetMe; readonly webhookUrl: string }> {
    const options = { deadlineMs: CALL_DEADLINE_MS, signal };
    const me = (await this.#call('getMe', {}, options)) as UserFromGetMe;
    if (typeof me?.username !== 'string')
      throw new TelegramCallError('getMe', { tag: 'unknown', why: 'the result names no bot' });
    const { url = '' } = (await this.#call('getWebhookInfo', {}, options)) as WebhookInfo;
    return { me, webhookUrl: url };
  }

  /**
   * Waits for updates. Asking with an offset confirms all before it.
   * @throws TelegramCallError, also for a result that is no list.
   */
  async poll(
    { offset, waitMs }: { readonly offset: number | null; readonly waitMs: DurationMs },
    signal: AbortSignal,
  ): Promise<readonly Update[]> {
    const payload = {
      ...(offset === null ? {} : { offset }),
      limit: UPDATES_LENGTH_MAX,
      timeout: Math.round(waitMs / SECOND_MS),
      allowed_updates: ALLOWED_UPDATES,
    };
    const result = await this.#call('getUpdates', payload, { deadlineMs: waitMs + POLL_GRACE_MS, signal });
    if (!Array.isArray(result)) throw new TelegramCallError('getUpdates', { tag: 'unknown', why: 'the result is no list' });
    return result;
  }

  async #call(
    method: string,
    payload: object,
    { deadlineMs, signal }: { readonly deadlineMs: DurationMs; readonly signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    const { clock, transport, scrubber } = this.#options;
    try {
      return await withDeadline({ clock, deadlineMs, signal }, async (ended) => {
        const response = await transport(`${this.#root}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(payload),
          signal: ended,
        });
        return readAnswer(method, response.status, await response.text(), scrubber);
      });
    } catch (error) {
      if (error instanceof TelegramCallError) throw error;
      throw new TelegramCallError(method, troubleOfThrown(error, scrubber), scrubber.error(error));
    }
  }
}
