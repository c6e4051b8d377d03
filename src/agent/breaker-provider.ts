import type { DurationMs, EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmCallLimits, LlmFailure, LlmProvider, LlmReply, LlmRequest } from '../ports/llm-provider.ts';

const FAILURES_MAX = 3;
const OPEN_MS: DurationMs = 5 * 60_000;
/** A refused key or model needs a person. Less than an hour, so that the next hour's session asks again. */
const REFUSED_OPEN_MS: DurationMs = 50 * 60_000;

/** Failures that say that the vendor is in trouble; the others say something about the request or about us. */
const TROUBLE: ReadonlySet<LlmFailure> = new Set<LlmFailure>(['timeout', 'overloaded', 'network', 'rate-limited']);
const REFUSED: ReadonlySet<LlmFailure> = new Set<LlmFailure>(['unauthorised', 'model-unknown']);

/** What became of a vendor. */
export type BreakerEvent =
  | {
      readonly tag: 'opened';
      readonly provider: string;
      readonly model: string;
      readonly cause: LlmFailure;
      readonly until: EpochMs;
    }
  /** A call works: told of each, since trouble may have been told by a process before this one. */
  | { readonly tag: 'answered'; readonly provider: string; readonly model: string };

export interface BreakerProviderOptions {
  readonly inner: LlmProvider;
  readonly clock: Clock;
  /** Told when a circuit opens from closed, not for each trial that fails, and of each call that works; waited for. */
  onEvent?(event: BreakerEvent): Promise<void>;
}

/**
 * Leaves a vendor alone for a while after it has failed too often in a row: each call is answered with `circuit-open` at once. When the
 * while is over one call goes through; while it is under way the others are still answered at once, and how it ends decides.
 *
 * A circuit belongs to a vendor, except that an unknown model closes only that model out. Retries belong inside.
 */
export class BreakerProvider implements LlmProvider {
  readonly name: string;
  readonly #options: BreakerProviderOptions;
  readonly #vendor = new Circuit();
  readonly #models = new Map<string, Circuit>();

  constructor(options: BreakerProviderOptions) {
    this.name = options.inner.name;
    this.#options = options;
  }

  async respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    const { inner, clock } = this.#options;
    const circuits = [this.#vendor, this.#circuitOf(request.model)];
    const closedUntil = circuits.find((circuit) => circuit.isBlocking(clock.now()));
    if (closedUntil !== undefined) {
      return {
        tag: 'failed',
        code: 'circuit-open',
        message: `${this.name} is left alone after ${closedUntil.cause ?? 'failures'}`,
      };
    }
    const trials = circuits.filter((circuit) => circuit.isOpen());
    for (const circuit of trials) circuit.trialUnderWay = true;
    try {
      const reply = await inner.respond(request, limits);
      await this.#learnFrom(reply, request.model, limits);
      return reply;
    } finally {
      for (const circuit of trials) circuit.trialUnderWay = false;
    }
  }

  #circuitOf(model: string): Circuit {
    const circuit = this.#models.get(model) ?? new Circuit();
    this.#models.set(model, circuit);
    return circuit;
  }

  async #learnFrom(reply: LlmReply, model: string, { sessionId }: LlmCallLimits): Promise<void> {
    if (reply.tag === 'answered') {
      this.#vendor.close();
      this.#circuitOf(model).close();
      await this.#options.onEvent?.({ tag: 'answered', provider: this.name, model });
    } else if (REFUSED.has(reply.code)) {
      // Outside of a session somebody tries whether there is such a model: nothing depends on it.
      if (reply.code === 'model-unknown' && sessionId === undefined) return;
      const circuit = reply.code === 'model-unknown' ? this.#circuitOf(model) : this.#vendor;
      await this.#open(circuit, { model, cause: reply.code, openMs: REFUSED_OPEN_MS });
    } else if (TROUBLE.has(reply.code)) {
      this.#vendor.failures += 1;
      if (this.#vendor.failures >= FAILURES_MAX) await this.#open(this.#vendor, { model, cause: reply.code, openMs: OPEN_MS });
    }
  }

  async #open(
    circuit: Circuit,
    { model, cause, openMs }: { readonly model: string; readonly cause: LlmFailure; readonly openMs: DurationMs },
  ): Promise<void> {
    const wasOpen = circuit.isOpen();
    circuit.cause = cause;
    circuit.openUntil = this.#options.clock.now() + openMs;
    if (wasOpen) return;
    await this.#options.onEvent?.({ tag: 'opened', provider: this.name, model, cause, until: circuit.openUntil });
  }
}

class Circuit {
  /** Failures in a row. */
  failures = 0;
  cause: LlmFailure | null = null;
  openUntil: EpochMs | null = null;
  trialUnderWay = false;

  close(): void {
    this.failures = 0;
    this.cause = null;
    this.openUntil = null;
  }

  isOpen(): boolean {
    return this.openUntil !== null;
  }

  isBlocking(now: EpochMs): boolean {
    return this.openUntil !== null && (now < this.openUntil || this.trialUnderWay);
  }
}
