import type { Clock } from '../../ports/clock.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import type { TapeRecorder, TextHash } from '../../ports/tape.ts';
import { nameRequest } from './taped-request.ts';

export interface RecordingProviderOptions {
  /** The vendor itself: inside of budget and retries, so that each attempt is recorded. */
  readonly inner: LlmProvider;
  readonly recorder: TapeRecorder;
  readonly clock: Clock;
  /** Told when a call could not be kept. The call counts all the same: a session is worth more than its tape. */
  readonly onFault: (error: unknown) => void;
  /** Which answers are taken down; all of them when it is left out. */
  readonly keeps?: (reply: LlmReply) => boolean;
}

/**
 * Takes down each call that a session makes, and changes nothing of it but to say how long it took. A call outside of sessions is only
 * passed on.
 */
export class RecordingProvider implements LlmProvider {
  readonly name: string;
  readonly #options: RecordingProviderOptions;
  /** How many calls with the same key the newest session of each has begun. */
  readonly #begun = new Map<string, Map<TextHash, number>>();

  constructor(options: RecordingProviderOptions) {
    this.name = options.inner.name;
    this.#options = options;
  }

  async respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    const { inner, recorder, clock, onFault, keeps = () => true } = this.#options;
    const { sessionId } = limits;
    if (sessionId === undefined) return inner.respond(request, limits);
    const { key, request: taped, texts } = nameRequest(this.name, request);
    const ordinal = this.#nextOrdinal(sessionId, key);
    const startedAt = clock.now();
    const startedMs = clock.monotonicMs();
    const reply = await inner.respond(request, limits);
    if (!keeps(reply)) return reply;
    const durationMs = Math.round(clock.monotonicMs() - startedMs);
    try {
      await recorder.keep(sessionId, { key, ordinal, request: taped, startedAt, durationMs, reply }, texts);
    } catch (error) {
      onFault(error);
    }
    return { ...reply, durationMs };
  }

  #nextOrdinal(sessionId: string, key: TextHash): number {
    const ordinals = this.#begun.get(sessionId) ?? new Map<TextHash, number>();
    if (!this.#begun.has(sessionId)) {
      // Sessions follow one another: nobody asks on behalf of one before the last.
      for (const old of [...this.#begun.keys()].slice(0, -1)) this.#begun.delete(old);
      this.#begun.set(sessionId, ordinals);
    }
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return ordinal;
  }
}
