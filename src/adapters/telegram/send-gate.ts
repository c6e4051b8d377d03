import type { DurationMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** At most `countMax` messages to one chat in any `windowMs`. */
export interface PaceRule {
  readonly countMax: number;
  readonly windowMs: DurationMs;
}

/**
 * One message a second to a chat, short bursts of three allowed: what Telegram asks of bots in private chats. (Its limit of 20 a minute is
 * for groups, which this bot does not join.) What is really allowed is not published; a `retry_after` counts above all.
 * @see core.telegram.org/bots/faq, "My bot is hitting limits"
 */
export const PRIVATE_CHAT_PACE: readonly PaceRule[] = [{ countMax: 3, windowMs: 3_000 }];

/** Lets messages pass when Telegram may be given them: not while it asked the bot to wait, and not faster than the pace. */
export class SendGate {
  readonly #clock: Clock;
  readonly #pace: readonly PaceRule[];
  readonly #passedAtMs = new Map<number, DurationMs[]>();
  #pausedUntilMs: DurationMs = 0;

  constructor({ clock, pace }: { readonly clock: Clock; readonly pace: readonly PaceRule[] }) {
    this.#clock = clock;
    this.#pace = pace;
  }

  /** Nothing passes for so long, whatever chat it is for. */
  pause(durationMs: DurationMs): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonicMs() + durationMs);
  }

  get isPaused(): boolean {
    return this.#pausedUntilMs > this.#clock.monotonicMs();
  }

  /**
   * Resolves when the next message to this chat may be sent.
   * @throws Fault `cancelled` when `signal` aborts first.
   */
  async pass(chatId: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = this.#waitMsOf(chatId); waitMs > 0; waitMs = this.#waitMsOf(chatId))
      await this.#clock.sleep(waitMs, signal);
    const kept = Math.max(0, ...this.#pace.map(({ countMax }) => countMax));
    const passed = [...(this.#passedAtMs.get(chatId) ?? []), this.#clock.monotonicMs()];
    this.#passedAtMs.set(chatId, kept === 0 ? [] : passed.slice(-kept));
  }

  #waitMsOf(chatId: number): DurationMs {
    const nowMs = this.#clock.monotonicMs();
    const passed = this.#passedAtMs.get(chatId) ?? [];
    const freeAtMs = this.#pace.map(({ countMax, windowMs }) => {
      const first = passed.at(-countMax);
      return first === undefined ? nowMs : first + windowMs;
    });
    return Math.max(this.#pausedUntilMs, nowMs, ...freeAtMs) - nowMs;
  }
}
