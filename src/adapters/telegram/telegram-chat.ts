import type { UserFromGetMe } from 'telegraf/types';
import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import { Fault } from '../../domain/fault.ts';
import { invariant } from '../../domain/invariant.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Chat, ChatCommand, Delivery } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { Log } from '../../ports/log.ts';
import { AccessList } from './access-list.ts';
import { OFFICIAL_API_ROOT, trustOfApiRoot } from './api-root.ts';
import { ButtonRegister } from './button-register.ts';
import { describeTrouble, troubleOf } from './call-trouble.ts';
import { CommandMenu, type MenuItem } from './command-menu.ts';
import { CommandQueue } from './command-queue.ts';
import { MessageSender } from './message-sender.ts';
import { PairingDesk, type RandomBytes } from './pairing-desk.ts';
import type { Origin } from './read-origin.ts';
import { Scrubber } from './scrubber.ts';
import { type PaceRule, PRIVATE_CHAT_PACE, SendGate } from './send-gate.ts';
import { TelegramClient } from './telegram-client.ts';
import { NoticeDesk, type TelegramNotice } from './telegram-notice.ts';
import type { AccessStore, ButtonStore, OffsetStore } from './telegram-stores.ts';
import { TELEGRAM_WORDS } from './telegram-words.ts';
import { UpdatePoller } from './update-poller.ts';
import { UpdateRouter } from './update-router.ts';

export interface TelegramChatOptions {
  readonly token: string;
  /** Telegram's own, unless given. */
  readonly apiRoot?: string;
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
  readonly randomBytes: RandomBytes;
  readonly offsets: OffsetStore;
  readonly access: AccessStore;
  readonly buttons: ButtonStore;
  readonly menu: readonly MenuItem[];
  /** Told of what the host and other alert channels should know. */
  readonly onNotice: (notice: TelegramNotice) => void;
  /** Ends waiting: messages that wait for their turn, or for somebody to be paired, have failed then. */
  readonly stopSignal: AbortSignal;
  readonly pace?: readonly PaceRule[];
}

/** What the host prints so that a person can be paired. */
export interface PairingOffer {
  readonly code: string;
  /** `https://t.me/<bot>?start=<code>`; null while Telegram can't be asked for the bot's name. */
  readonly link: string | null;
  readonly expiresAt: EpochMs;
}

/**
 * A conversation with paired people in their private chats with a Telegram bot.
 *
 * telegraf is its typed client and its router. Its network goes over the `HttpTransport`, its polling is not used: see `TelegramClient` and
 * `UpdatePoller` for why. No token stands in anything that leaves this class: errors, lines of the log, reasons, messages.
 */
export class TelegramChat implements Chat {
  readonly channel = 'telegram';
  readonly #options: TelegramChatOptions;
  readonly #scrubber: Scrubber;
  readonly #client: TelegramClient;
  readonly #notices: NoticeDesk;
  readonly #access: AccessList;
  readonly #pairing: PairingDesk;
  readonly #sender: MessageSender;
  readonly #menu: CommandMenu;
  readonly #router: UpdateRouter;
  readonly #poller: UpdatePoller;
  #queue = new CommandQueue<ChatCommand>();
  #me: UserFromGetMe | null = null;
  #isIntroduced = false;
  #isListening = false;

  private constructor(options: TelegramChatOptions, scrubber: Scrubber, access: AccessList, buttons: ButtonRegister) {
    const { clock, log, randomBytes, pace = PRIVATE_CHAT_PACE, onNotice, stopSignal } = options;
    this.#options = options;
    this.#scrubber = scrubber;
    this.#access = access;
    const client = new TelegramClient({ ...options, apiRoot: options.apiRoot ?? OFFICIAL_API_ROOT, scrubber });
    this.#client = client;
    const notices = new NoticeDesk({ clock, onNotice });
    this.#notices = notices;
    const pairing = new PairingDesk({ clock, randomBytes });
    this.#pairing = pairing;
    const gate = new SendGate({ clock, pace });
    this.#sender = new MessageSender({ client, access, buttons, gate, notices, scrubber, log, stopSignal });
    this.#menu = new CommandMenu({ client, gate, log, items: options.menu });
    this.#router = new UpdateRouter({
      client,
      clock,
      access,
      pairing,
      buttons,
      notices,
      words: TELEGRAM_WORDS[options.language],
      onCommand: (command) => this.#queue.put(command),
      onPaired: (origin) => this.#welcome(origin),
      inBackground: (what, call) => void this.#tryCall(what, call),
    });
    this.#poller = new UpdatePoller({
      client,
      clock,
      log,
      offsets: options.offsets,
      notices,
      scrubber,
      prepare: (state) => this.#introduce(state),
      handle: (update, pressedAfter) => this.#router.take(update, { me: this.#knownMe(), pressedAfter }),
    });
  }

  /** Reads who may speak and which buttons can be pressed. The network is not touched. @throws Fault `storage` when that cannot be read. */
  static async open(options: TelegramChatOptions): Promise<TelegramChat> {
    const scrubber = new Scrubber(options.token);
    const { log, randomBytes } = options;
    const access = await AccessList.open(options.access);
    const buttons = await ButtonRegister.open({ store: options.buttons, randomBytes, log, scrubber });
    return new TelegramChat(options, scrubber, access, buttons);
  }

  /** False until the first person was paired: nothing is delivered before. */
  get isPaired(): boolean {
    return this.#access.grants.length > 0;
  }

  /** When Telegram last answered a poll: how old it is says whether commands arrive. */
  get polledAt(): EpochMs | null {
    return this.#poller.polledAt;
  }

  /** Makes the code that pairs one person: for ten minutes and five tries. A code made before is void. */
  async openPairing(): Promise<PairingOffer> {
    if (this.#me === null) {
      await this.#tryCall('ask for the name of the bot', async () => {
        this.#me = (await this.#client.describeBot()).me;
      });
    }
    const offer = this.#pairing.open();
    return { ...offer, link: this.#me === null ? null : `https://t.me/${this.#me.username}?start=${offer.code}` };
  }

  send(message: ChatMessage): Promise<Delivery> {
    return this.#sender.send(message);
  }

  /** Ends early when Telegram does not know the token: a `token-rejected` notice says so. One taker at a time. */
  async *commands(signal: AbortSignal): AsyncGenerator<ChatCommand> {
    if (signal.aborted) return;
    invariant(!this.#isListening, 'commands are taken by one taker at a time');
    this.#isListening = true;
    const polling = new AbortController();
    const queue = new CommandQueue<ChatCommand>();
    this.#queue = queue;
    this.#warnOfApiRoot();
    const polled = this.#poll(queue, AbortSignal.any([signal, polling.signal]));
    try {
      yield* queue.take(signal);
    } finally {
      polling.abort();
      await polled.finally(() => {
        this.#isListening = false;
      });
    }
  }

  async #poll(queue: CommandQueue<ChatCommand>, signal: AbortSignal): Promise<void> {
    try {
      if ((await this.#poller.run(signal)) === 'stopped') return;
      this.#options.log.error('Telegram does not know the bot token: no commands are taken and no messages delivered', {
        fault: new Fault('unauthorised', 'the Telegram bot token was rejected; see @BotFather for the current one'),
      });
      this.#notices.tell({ kind: 'token-rejected' });
    } finally {
      queue.close();
    }
  }

  /** Learns the bot's name, and whether its updates go elsewhere. */
  async #introduce({
    webhookSuspected,
    signal,
  }: {
    readonly webhookSuspected: boolean;
    readonly signal: AbortSignal;
  }): Promise<void> {
    if (this.#isIntroduced && !webhookSuspected) return;
    const { me, webhookUrl } = await this.#client.describeBot(signal);
    this.#me = me;
    if (webhookUrl !== '') this.#notices.tell({ kind: 'foreign-webhook', host: this.#scrubber.text(hostOf(webhookUrl)) });
    if (this.#isIntroduced) return;
    this.#isIntroduced = true;
    for (const chatId of this.#access.chatIds) void this.#menu.show(chatId);
  }

  #knownMe(): UserFromGetMe {
    invariant(this.#me !== null, 'the bot knows its name before it polls');
    return this.#me;
  }

  #welcome({ userId, chatId, name }: Origin): void {
    this.#notices.tell({ kind: 'paired', userId, name });
    void this.#sender.send(TELEGRAM_WORDS[this.#options.language].paired(name));
    void this.#menu.show(chatId);
    const by = { kind: 'person', id: String(userId), name } as const;
    this.#queue.put({ name: 'start', arguments: [], by, sentAt: this.#options.clock.now() });
  }

  async #tryCall(what: string, call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.#options.log.debug(`could not ${what}`, { why: describeTrouble(troubleOf(error)) });
    }
  }

  #warnOfApiRoot(): void {
    const { apiRoot = OFFICIAL_API_ROOT } = this.#options;
    if (trustOfApiRoot(apiRoot) === 'foreign') this.#notices.tell({ kind: 'foreign-api-root', host: hostOf(apiRoot) });
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'unknown';
}
