import { createHash } from 'node:crypto';
import type { InlineKeyboardButton } from 'telegraf/types';
import type { ChatMessage, MessageButton } from '../../domain/chat-message.ts';
import type { Log } from '../../ports/log.ts';
import { neutraliseLine } from './neutralise-text.ts';
import type { RandomBytes } from './pairing-desk.ts';
import type { Scrubber } from './scrubber.ts';
import type { ButtonStore, StoredButton } from './telegram-stores.ts';

/** 128 bits. */
const NONCE_LENGTH = 16;
const DATA_SHAPE = /^c1:([A-Za-z0-9_-]{22})$/;
/** Buttons of older messages are forgotten; the commands behind them can be typed. */
const BUTTONS_KEPT = 1_000;

/** A keyboard as Telegram takes it, and the hashes by which its buttons are known. */
export interface Keyboard {
  readonly rows: readonly (readonly InlineKeyboardButton.CallbackButton[])[];
  readonly nonceHashes: readonly string[];
}

export interface ButtonRegisterOptions {
  readonly store: ButtonStore;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly scrubber: Scrubber;
}

/**
 * The buttons of sent messages. What a button carries to Telegram and back is a nonce that says nothing: which command it means is looked
 * up here, by its hash, and only where chat and message are those that it was made for. Pressing one twice means the same command twice;
 * whether that has a second effect is decided by who carries it out.
 */
export class ButtonRegister {
  readonly #options: ButtonRegisterOptions;
  /** By the nonce's hash, oldest first. */
  readonly #buttons: Map<string, StoredButton>;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: ButtonRegisterOptions, buttons: readonly StoredButton[]) {
    this.#options = options;
    this.#buttons = new Map(buttons.map((button) => [button.nonceHash, button]));
  }

  static async open(options: ButtonRegisterOptions): Promise<ButtonRegister> {
    return new ButtonRegister(options, await options.store.load());
  }

  /** Makes the keyboard of a message to this chat. The buttons are durable before the message is sent. */
  async issue(chatId: number, buttons: ChatMessage['buttons']): Promise<Keyboard> {
    const nonceHashes: string[] = [];
    const rows = buttons.map((row) =>
      row.map((button) => {
        const nonce = Buffer.from(this.#options.randomBytes(NONCE_LENGTH)).toString('base64url');
        const label = labelOf(button, this.#options.scrubber);
        nonceHashes.push(this.#remember(nonce, { chatId, label, command: button.command }));
        return { text: label, callback_data: `c1:${nonce}` };
      }),
    );
    await this.#save();
    return { rows, nonceHashes };
  }

  /** Notes which message carries the buttons. */
  async bind(nonceHashes: readonly string[], messageId: number): Promise<void> {
    for (const nonceHash of nonceHashes) {
      const button = this.#buttons.get(nonceHash);
      if (button !== undefined) this.#buttons.set(nonceHash, { ...button, messageId });
    }
    if (nonceHashes.length > 0) await this.#save();
  }

  /**
   * The button behind a press, or null when there is none: forged, forgotten, or pressed in another chat or below another message.
   * Where the sending of a message was never confirmed, its first press tells which one it is.
   */
  press({
    data,
    chatId,
    messageId,
  }: {
    readonly data: string;
    readonly chatId: number;
    readonly messageId: number;
  }): StoredButton | null {
    const nonce = DATA_SHAPE.exec(data)?.[1];
    const button = nonce === undefined ? undefined : this.#buttons.get(hashOf(nonce));
    if (button === undefined || button.chatId !== chatId) return null;
    if (button.messageId !== null) return button.messageId === messageId ? button : null;
    this.#buttons.set(button.nonceHash, { ...button, messageId });
    void this.#save();
    return button;
  }

  #remember(nonce: string, button: Pick<StoredButton, 'chatId' | 'label' | 'command'>): string {
    const nonceHash = hashOf(nonce);
    this.#buttons.set(nonceHash, { ...button, nonceHash, messageId: null });
    for (const oldest of this.#buttons.keys()) {
      if (this.#buttons.size <= BUTTONS_KEPT) break;
      this.#buttons.delete(oldest);
    }
    return nonceHash;
  }

  /** Never rejects: buttons that could not be saved work until the process ends. */
  #save(): Promise<void> {
    const { store, log, scrubber } = this.#options;
    this.#saving = this.#saving
      .then(() => store.save([...this.#buttons.values()]))
      .catch((error: unknown) => log.error('the buttons of a message could not be saved', { error: scrubber.error(error) }));
    return this.#saving;
  }
}

function hashOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex');
}

function labelOf({ label }: MessageButton, scrubber: Scrubber): string {
  const text = scrubber.text(neutraliseLine(label)).trim();
  return text === '' ? '…' : text;
}
