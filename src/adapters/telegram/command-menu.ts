import type { BotCommand } from 'telegraf/types';
import type { Log } from '../../ports/log.ts';
import { describeTrouble, troubleOf } from './call-trouble.ts';
import type { SendGate } from './send-gate.ts';
import type { TelegramClient } from './telegram-client.ts';

/** A command as the menu beside the text field shows it. @see core.telegram.org/bots/api, BotCommand */
export interface MenuItem {
  /** 1 to 32 of `a-z0-9_`. */
  readonly name: string;
  readonly description: string;
}

const DESCRIPTION_LENGTH_MAX = 256;

export interface CommandMenuOptions {
  readonly client: TelegramClient;
  readonly gate: SendGate;
  readonly log: Log;
  readonly items: readonly MenuItem[];
}

/** Shows the menu in the chats of paired people only; strangers see none. Sets it only where it differs: setting is limited hard. */
export class CommandMenu {
  readonly #options: CommandMenuOptions;

  constructor(options: CommandMenuOptions) {
    this.#options = options;
  }

  /** Never rejects: commands can be typed without a menu, and the next start tries again. */
  async show(chatId: number): Promise<void> {
    const { client, gate, log, items } = this.#options;
    if (items.length === 0 || gate.isPaused) return;
    const scope = { type: 'chat', chat_id: chatId } as const;
    const commands = items.map(({ name, description }) => ({
      command: name,
      description: [...description].slice(0, DESCRIPTION_LENGTH_MAX).join(''),
    }));
    try {
      const current = await client.getMyCommands({ scope });
      if (!isSame(current, commands)) await client.setMyCommands(commands, { scope });
    } catch (error) {
      log.warn('the menu of commands could not be shown', { why: describeTrouble(troubleOf(error)) });
    }
  }
}

function isSame(left: readonly BotCommand[], right: readonly BotCommand[]): boolean {
  return (
    left.length === right.length &&
    left.every(
      ({ command, description }, index) => command === right[index]?.command && description === right[index]?.description,
    )
  );
}
