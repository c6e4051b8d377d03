import type { ChatMessage } from '../domain/chat-message.ts';
import type { Actor } from '../domain/proposal.ts';
import type { EpochMs } from '../domain/time.ts';

/** What a person said: a command, as data. Free text is `name: ''` with the text as its argument. */
export interface ChatCommand {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly by: Actor;
  readonly sentAt: EpochMs;
}

/**
 * A conversation with the person, whatever carries it.
 *
 * Contract, checked by test/contract/chat.contract.ts:
 * - `send` delivers one message, in the order of the calls. `delivered` means that it is there; `failed` that it certainly is not
 *   (send it again later); `ambiguous` that nobody knows. It never throws for outside trouble.
 * - `commands` yields what allowed people said, in order, until `signal` aborts; the handler of a command must return at once.
 */
export interface Chat {
  readonly channel: string;
  send(message: ChatMessage): Promise<Delivery>;
  commands(signal: AbortSignal): AsyncIterable<ChatCommand>;
}

export type Delivery =
  | { readonly tag: 'delivered' }
  | { readonly tag: 'failed'; readonly why: string }
  | { readonly tag: 'ambiguous'; readonly why: string };
