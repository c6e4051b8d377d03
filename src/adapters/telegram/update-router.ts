import { Composer, Context } from 'telegraf';
import { callbackQuery, message } from 'telegraf/filters';
import type { CallbackQuery, ChatMemberUpdated, Message, Update, UserFromGetMe } from 'telegraf/types';
import { invariant } from '../../domain/invariant.ts';
import type { Actor } from '../../domain/proposal.ts';
import { type EpochMs, SECOND_MS } from '../../domain/time.ts';
import type { ChatCommand } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccessList } from './access-list.ts';
import type { ButtonRegister } from './button-register.ts';
import type { PairingDesk } from './pairing-desk.ts';
import { readCommand } from './read-command.ts';
import { type Origin, readOrigin } from './read-origin.ts';
import { RecentIds } from './recent-ids.ts';
import type { TelegramClient } from './telegram-client.ts';
import type { NoticeDesk } from './telegram-notice.ts';
import type { TelegramWords } from './telegram-words.ts';

const TOAST_LENGTH_MAX = 200;
/** Presses that are remembered: Telegram may send one again as a new update. */
const RECENT_PRESSES_KEPT = 500;

export interface UpdateRouterOptions {
  readonly client: TelegramClient;
  readonly clock: Clock;
  readonly access: AccessList;
  readonly pairing: PairingDesk;
  readonly buttons: ButtonRegister;
  readonly notices: NoticeDesk;
  readonly words: TelegramWords;
  readonly onCommand: (command: ChatCommand) => void;
  /** Somebody gave the right code and is granted access. */
  readonly onPaired: (origin: Origin) => void;
  /** Something that Telegram may be told, but that nothing waits for. */
  readonly inBackground: (what: string, call: () => Promise<unknown>) => void;
}

/**
 * Finds out what an update says and whether its sender may say it; telegraf's composer picks the handler. A handler only parses, checks and
 * hands over: nothing here waits for what a command does.
 */
export class UpdateRouter {
  readonly #options: UpdateRouterOptions;
  readonly #recentPresses = new RecentIds<string>(RECENT_PRESSES_KEPT);
  #pressedAfter: EpochMs = 0;
  readonly #route: (context: Context) => unknown;

  constructor(options: UpdateRouterOptions) {
    this.#options = options;
    const composer = new Composer();
    composer.on('my_chat_member', (context) => this.#takeMembership(context.update.my_chat_member));
    composer.use((context, next) => (this.#mayPass(context.update) ? next() : this.#takeUninvited(context.update)));
    composer.on(message('text'), (context) => this.#takeText(context.update, context.botInfo));
    composer.on(callbackQuery('data'), (context) => this.#takePress(context.update));
    const middleware = composer.middleware();
    this.#route = (context) => middleware(context, () => Promise.resolve());
  }

  /** @param state  `me` is the bot; a press in the update was made after `pressedAfter`. */
  async take(
    update: Update,
    { me, pressedAfter }: { readonly me: UserFromGetMe; readonly pressedAfter: EpochMs },
  ): Promise<void> {
    this.#pressedAfter = pressedAfter;
    await this.#route(new Context(update, this.#options.client, me));
  }

  #mayPass(update: Update): boolean {
    const read = readOrigin(update);
    return read.tag === 'direct' && this.#options.access.allows(read.origin);
  }

  /** Strangers get silence, unless they have the code. What allowed people forward, edit or say elsewhere is left. */
  async #takeUninvited(update: Update): Promise<void> {
    const { access, notices } = this.#options;
    const read = readOrigin(update);
    const userId = read.tag === 'direct' ? read.origin.userId : read.userId;
    if (read.tag === 'direct' && 'message' in update && (await this.#pair(update.message, read.origin))) return;
    if (!access.grants.some((grant) => grant.userId === userId)) notices.tellStranger(userId);
  }

  /** @returns true when the message tried a code. */
  async #pair(message: Message, origin: Origin): Promise<boolean> {
    const { access, pairing, notices, clock, onPaired } = this.#options;
    const code = 'text' in message ? /^\/start\s+(\S{1,64})\s*$/.exec(message.text)?.[1] : undefined;
    if (code === undefined) return false;
    const attempt = pairing.try(code);
    switch (attempt.tag) {
      case 'not-open':
        return false;
      case 'wrong':
        notices.tell({ kind: 'pairing-code-wrong', triesLeft: attempt.triesLeft });
        return true;
      case 'closed':
        notices.tell({ kind: 'pairing-closed', why: attempt.why });
        return true;
      case 'right':
        try {
          await access.add({ ...origin, grantedAt: clock.now() });
        } catch (error) {
          notices.tell({ kind: 'pairing-closed', why: 'not-saved' });
          throw error;
        }
        onPaired(origin);
        return true;
    }
  }

  #takeText(update: Update.MessageUpdate<Message.TextMessage>, me: UserFromGetMe): void {
    const { text, date } = update.message;
    const said = readCommand(text, me.username);
    if (said !== null) this.#options.onCommand({ ...said, by: personBehind(update), sentAt: date * SECOND_MS });
  }

  #takePress(update: Update.CallbackQueryUpdate<CallbackQuery.DataQuery>): void {
    const { client, buttons, words, onCommand, inBackground } = this.#options;
    const query = update.callback_query;
    if (this.#recentPresses.has(query.id) || query.message === undefined) return;
    this.#recentPresses.add(query.id);
    const { chat, message_id: messageId } = query.message;
    const button = buttons.press({ data: query.data, chatId: chat.id, messageId });
    if (button === null) {
      inBackground('answer a press', () => client.answerCbQuery(query.id, words.pressUnknown, { show_alert: true }));
      return;
    }
    onCommand({ ...button.command, by: personBehind(update), sentAt: this.#pressedAfter });
    const toast = [...words.pressReceived(button.label)].slice(0, TOAST_LENGTH_MAX).join('');
    inBackground('answer a press', () => client.answerCbQuery(query.id, toast));
  }

  #takeMembership({ chat, from, new_chat_member: member }: ChatMemberUpdated): void {
    const { client, access, notices, inBackground } = this.#options;
    if (chat.type !== 'private') {
      if (member.status === 'left' || member.status === 'kicked') return;
      notices.tellStranger(from.id);
      inBackground('leave a group', () => client.leaveChat(chat.id));
    } else if (member.status === 'kicked' && access.chatIds.includes(chat.id)) {
      notices.tell({ kind: 'chat-unreachable', chatId: chat.id, why: 'the person blocked the bot' });
    }
  }
}

function personBehind(update: Update): Actor {
  const read = readOrigin(update);
  invariant(read.tag === 'direct', 'only what a person says themselves passes');
  return { kind: 'person', id: String(read.origin.userId), name: read.origin.name };
}
