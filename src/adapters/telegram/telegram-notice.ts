import { type DurationMs, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** What the host and the other alert channels should know of the chat; the chat itself may be what is in trouble. */
export type TelegramNotice =
  | { readonly kind: 'paired'; readonly userId: number; readonly name: string }
  | { readonly kind: 'pairing-code-wrong'; readonly triesLeft: number }
  /** Nobody can pair until a new code is made on the host. */
  | { readonly kind: 'pairing-closed'; readonly why: 'expired' | 'too-many-tries' | 'not-saved' }
  /** People without access spoke to the bot; they got no answer. `count` is their messages since the last such notice. */
  | { readonly kind: 'stranger'; readonly userId: number | null; readonly count: number }
  /** Somebody else reads this bot's messages: a second process, or a thief of the token. */
  | { readonly kind: 'other-poller' }
  /** Updates go to this host instead of here: set by somebody else, since Steward never sets a webhook. */
  | { readonly kind: 'foreign-webhook'; readonly host: string }
  /** The commands have ended: Telegram does not know the token. It was revoked, or mistyped. */
  | { readonly kind: 'token-rejected' }
  /** The token and all commands pass through a server that is neither Telegram's nor on this machine. */
  | { readonly kind: 'foreign-api-root'; readonly host: string }
  | { readonly kind: 'poll-down'; readonly downMs: DurationMs; readonly why: string }
  | { readonly kind: 'poll-restored'; readonly downMs: DurationMs }
  /** The person blocked the bot or their account is gone: nothing can be delivered to this chat. */
  | { readonly kind: 'chat-unreachable'; readonly chatId: number; readonly why: string };

type Kind = TelegramNotice['kind'];

/** How often the same kind is told at most; a kind without a line is told each time. */
const INTERVAL_MS: Readonly<Partial<Record<Kind, DurationMs>>> = {
  stranger: HOUR_MS,
  'other-poller': 10 * MINUTE_MS,
  'foreign-webhook': HOUR_MS,
  'chat-unreachable': HOUR_MS,
};

/** Passes notices on, each kind at most so often. */
export class NoticeDesk {
  readonly #clock: Clock;
  readonly #onNotice: (notice: TelegramNotice) => void;
  readonly #toldAtMs = new Map<Kind, DurationMs>();
  #strangerCount = 0;

  constructor({ clock, onNotice }: { readonly clock: Clock; readonly onNotice: (notice: TelegramNotice) => void }) {
    this.#clock = clock;
    this.#onNotice = onNotice;
  }

  tell(notice: TelegramNotice): void {
    if (!this.#isDue(notice.kind)) return;
    this.#toldAtMs.set(notice.kind, this.#clock.monotonicMs());
    this.#onNotice(notice);
  }

  /** Counts a message of somebody without access. */
  tellStranger(userId: number | null): void {
    this.#strangerCount += 1;
    if (!this.#isDue('stranger')) return;
    this.tell({ kind: 'stranger', userId, count: this.#strangerCount });
    this.#strangerCount = 0;
  }

  #isDue(kind: Kind): boolean {
    const toldAtMs = this.#toldAtMs.get(kind);
    return toldAtMs === undefined || this.#clock.monotonicMs() - toldAtMs >= (INTERVAL_MS[kind] ?? 0);
  }
}
