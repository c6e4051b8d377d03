import type { MessageButton } from '../../domain/chat-message.ts';
import type { EpochMs } from '../../domain/time.ts';

/** A person who may speak to the bot, and the private chat in which they do: both have to match. */
export interface Grant {
  readonly userId: number;
  readonly chatId: number;
  /** As Telegram showed it when the person was paired; it means nothing to the access check. */
  readonly name: string;
  readonly grantedAt: EpochMs;
}

/** Who may speak. `add` resolves when the grant is durable. */
export interface AccessStore {
  load(): Promise<readonly Grant[]>;
  add(grant: Grant): Promise<void>;
}

/** The id of the next update that was not processed. `save` resolves when it is durable. */
export interface OffsetStore {
  load(): Promise<number | null>;
  save(offset: number): Promise<void>;
}

/** A button below a message that was sent. The nonce that presses it is known to the message alone: this is its hash. */
export interface StoredButton {
  readonly nonceHash: string;
  readonly chatId: number;
  /** Null while it is not known which message carries the button: its sending was never confirmed. */
  readonly messageId: number | null;
  readonly label: string;
  readonly command: MessageButton['command'];
}

/** The buttons that can be pressed, oldest first. */
export interface ButtonStore {
  load(): Promise<readonly StoredButton[]>;
  save(buttons: readonly StoredButton[]): Promise<void>;
}
