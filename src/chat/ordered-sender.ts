import type { ChatMessage, Language } from '../domain/chat-message.ts';
import { InvariantError } from '../domain/invariant.ts';
import { type DurationMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import type { Chat, Delivery } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { markPossibleRepeat } from '../report/mark-possible-repeat.ts';
import { outageMessage } from '../report/messages/outage-message.ts';

const RETRY_DELAY_MS_MAX: DurationMs = 60 * SECOND_MS;
/** After a delivery of which nobody knows: a pause that most outages of a moment are over after. */
const REPEAT_DELAY_MS: DurationMs = 30 * SECOND_MS;

/** After so long without a delivery the person is told that there was none. */
const OUTAGE_MS_MIN: DurationMs = 10 * MINUTE_MS;

/** `given-up`: perhaps delivered, and not sent again. `stopped`: not delivered as far as is known; the next process begins with it. */
export type SendResult = 'delivered' | 'given-up' | 'stopped';

export interface OrderedSenderOptions {
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
  readonly onBug: (error: Error) => void;
}

/**
 * Sends messages one after the other, each until it is there. A message that certainly did not arrive is tried again after 1, 2, 4, up to
 * 60 seconds, for ever, and everything behind it waits, so that nothing is told out of order. What waited for long comes after a word on that.
 */
export class OrderedSender {
  readonly #options: OrderedSenderOptions;
  readonly #stop = new AbortController();
  #tail: Promise<unknown> = Promise.resolve();
  /** Since when nothing was delivered that was tried. */
  #downSinceMs: DurationMs | null = null;

  constructor(options: OrderedSenderOptions) {
    this.#options = options;
  }

  /**
   * Never rejects.
   * @param ifAmbiguous  Whether a message of which nobody knows if it arrived is sent once more, marked as a possible repeat.
   */
  send(message: ChatMessage, { ifAmbiguous }: { readonly ifAmbiguous: 'repeat-once' | 'let-be' }): Promise<SendResult> {
    const sent = this.#tail.then(() => this.#deliver(message, ifAmbiguous));
    this.#tail = sent;
    return sent;
  }

  /** Resolves when all that was handed over is delivered, given up or stopped. */
  async idle(): Promise<void> {
    let tail: Promise<unknown> | null = null;
    while (tail !== this.#tail) {
      tail = this.#tail;
      await tail;
    }
  }

  /** Ends waiting and retrying; a message that is on its way is not called back. */
  stop(): void {
    this.#stop.abort();
  }

  async #deliver(message: ChatMessage, ifAmbiguous: 'repeat-once' | 'let-be'): Promise<SendResult> {
    let next = message;
    let failureCount = 0;
    let repeatsLeft = ifAmbiguous === 'repeat-once' ? 1 : 0;
    while (!this.#stop.signal.aborted) {
      const delivery = (await this.#tellOutage()) ?? (await this.#attempt(next));
      if (delivery === null) return 'stopped';
      if (delivery.tag === 'delivered') {
        if (failureCount > 0) this.#options.log.info('messages are delivered again', { failureCount });
        return 'delivered';
      }
      if (delivery.tag === 'ambiguous') {
        this.#options.log.warn('it is not known whether a message arrived', { why: delivery.why, repeatsLeft });
        if (repeatsLeft === 0) return 'given-up';
        repeatsLeft -= 1;
        next = markPossibleRepeat(message, this.#options.language);
        await this.#pause(REPEAT_DELAY_MS);
      } else {
        failureCount += 1;
        if (failureCount === 1)
          this.#options.log.warn('a message could not be delivered and is tried again', { why: delivery.why });
        await this.#pause(retryDelayMs(failureCount));
      }
    }
    return 'stopped';
  }

  /** Says that nothing could be delivered for a while, before the first message that can. @returns null when there is nothing more to say. */
  async #tellOutage(): Promise<Delivery | null> {
    const { clock, language } = this.#options;
    const downMs = this.#downSinceMs === null ? 0 : clock.monotonicMs() - this.#downSinceMs;
    if (downMs < OUTAGE_MS_MIN) return null;
    const told = await this.#attempt(outageMessage({ downMs }, language));
    return told?.tag === 'failed' ? told : null;
  }

  /** Null when a bug was found: nothing more is sent. */
  async #attempt(message: ChatMessage): Promise<Delivery | null> {
    try {
      const delivery = await this.#options.chat.send(message);
      this.#downSinceMs = delivery.tag === 'delivered' ? null : (this.#downSinceMs ?? this.#options.clock.monotonicMs());
      return delivery;
    } catch (error) {
      if (error instanceof InvariantError) {
        this.stop();
        this.#options.onBug(error);
        return null;
      }
      this.#options.log.error('the chat threw instead of saying how the delivery went', { error });
      return { tag: 'ambiguous', why: error instanceof Error ? error.message : String(error) };
    }
  }

  async #pause(delayMs: DurationMs): Promise<void> {
    // The only way in which a sleep ends early is the stop, which the loop looks at itself.
    await this.#options.clock.sleep(delayMs, this.#stop.signal).catch(() => undefined);
  }
}

function retryDelayMs(failureCount: number): DurationMs {
  return Math.min(RETRY_DELAY_MS_MAX, SECOND_MS * 2 ** Math.min(failureCount - 1, 10));
}
