import type { DurationMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../ports/llm-provider.ts';

const ATTEMPTS_MAX = 3;
const FIRST_PAUSE_MS: DurationMs = 2_000;
/** Each pause is so many times the one before. */
const PAUSE_GROWTH = 4;
/** Vendors may ask for hours; a session does not last as long. */
const PAUSE_MAX_MS: DurationMs = 60_000;

/**
 * Asks again after a failure that may pass, for every vendor by the same rule: at most three times, after the pause that the vendor
 * asks for or a growing one, and only when the pause ends before the deadline. A call of a model has no effect, so that asking twice
 * does nothing twice; what it costs is booked for each attempt by a BudgetedProvider inside.
 */
export class RetryingProvider implements LlmProvider {
  readonly name: string;
  readonly #inner: LlmProvider;
  readonly #clock: Clock;

  constructor({ inner, clock }: { readonly inner: LlmProvider; readonly clock: Clock }) {
    this.name = inner.name;
    this.#inner = inner;
    this.#clock = clock;
  }

  async respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#inner.respond(request, limits);
      if (reply.tag === 'answered') return reply;
      const pauseMs = pauseAfter(attempt, reply.retryAfterMs);
      const mayAskAgain = reply.retryable === true && attempt < ATTEMPTS_MAX && this.#clock.now() + pauseMs < limits.deadlineAt;
      if (!mayAskAgain) return attempt === 1 ? reply : { ...reply, message: `${reply.message} (attempt ${attempt})` };
      try {
        await this.#clock.sleep(pauseMs, limits.signal);
      } catch {
        // A sleep ends early for one reason alone: whoever waits for the answer has given up.
        return { tag: 'failed', code: 'cancelled', message: 'cancelled while waiting to ask again' };
      }
    }
  }
}

function pauseAfter(attempt: number, askedForMs: DurationMs | undefined): DurationMs {
  return Math.min(askedForMs ?? FIRST_PAUSE_MS * PAUSE_GROWTH ** (attempt - 1), PAUSE_MAX_MS);
}
