import type { DurationMs } from '../../domain/time.ts';
import { callBounded } from '../../ports/call-bounded.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LlmCallLimits, LlmMessage, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import { fromBrokenOff, fromNoJson, fromRefusal, fromUnsendableKey, isCorruptedSignature } from './from-gemini-error.ts';
import { fromGeminiReply } from './from-gemini-reply.ts';
import { payloadOf } from './gemini-payload.ts';
import { type GoogleOutcome, generateContent } from './generate-content.ts';
import { GOOGLE_URL } from './google-url.ts';
import { isSendableKey } from './sendable-key.ts';
import { toGeminiRequest } from './to-gemini-request.ts';

/** The platform's fetch gives up after 300 s without headers, whatever it is told; a call ends before that in our own words. */
const CALL_MAX_MS: DurationMs = 240_000;
/** A request whose signatures are called corrupted is sent as it was once more, and then without them. */
const SENDS_MAX = 3;

export interface GeminiProviderOptions {
  readonly apiKey: string;
  readonly clock: Clock;
  /** Without `/v1beta`. The vendor's own by default. */
  readonly baseUrl?: string;
}

/**
 * Gemini through `generateContent`. Each `respond` lets the model answer once: retries are the RetryingProvider's, spending is the
 * BudgetedProvider's. Only a request that is refused for its signatures, which costs nothing, is sent again here.
 * @see ai.google.dev, Gemini API v1beta: generateContent, thought signatures
 */
export class GeminiProvider implements LlmProvider {
  readonly name = 'google';
  readonly #apiKey: string;
  readonly #baseUrl: string;
  readonly #clock: Clock;
  /** Requests that the model answered with a call it failed to write: each is worth asking again once. */
  readonly #garbled = new WeakSet<LlmRequest>();
  /** Payloads whose signatures the vendor takes no more. */
  readonly #corrupted = new WeakSet<object>();

  constructor({ apiKey, clock, baseUrl = GOOGLE_URL }: GeminiProviderOptions) {
    this.#apiKey = apiKey;
    this.#clock = clock;
    this.#baseUrl = baseUrl;
  }

  async respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    if (!isSendableKey(this.#apiKey)) return fromUnsendableKey();
    return callBounded({ ...limits, clock: this.#clock, callMaxMs: CALL_MAX_MS }, (signal) => this.#ask(request, signal));
  }

  async #ask(request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    for (let send = 1; ; send += 1) {
      const outcome = await this.#send(request, signal);
      const isCorrupted = outcome.tag === 'refused' && isCorruptedSignature(outcome.refusal);
      if (!isCorrupted || send === SENDS_MAX) return this.#read(outcome, request);
      if (send === SENDS_MAX - 1) this.#distrust(request);
    }
  }

  #send(request: LlmRequest, signal: AbortSignal): Promise<GoogleOutcome> {
    const messages = request.messages.map((message) => this.#withoutCorrupted(message));
    const body = toGeminiRequest({ ...request, messages });
    return generateContent({ apiKey: this.#apiKey, baseUrl: this.#baseUrl, model: request.model, body }, signal);
  }

  #read(outcome: GoogleOutcome, request: LlmRequest): LlmReply {
    switch (outcome.tag) {
      case 'answer':
        return this.#onceMore(fromGeminiReply(outcome.body, request), request);
      case 'refused':
        return fromRefusal(outcome.refusal, this.#apiKey);
      case 'no-json':
        return fromNoJson();
      case 'broken-off':
        return fromBrokenOff(outcome.code);
    }
  }

  #onceMore(reply: LlmReply, request: LlmRequest): LlmReply {
    if (reply.tag !== 'failed' || reply.retryable !== true) return reply;
    if (this.#garbled.has(request)) return { ...reply, retryable: false };
    this.#garbled.add(request);
    return reply;
  }

  #distrust({ messages, model }: LlmRequest): void {
    for (const message of messages) {
      const payload = message.role === 'assistant' ? payloadOf(message.raw, model) : null;
      if (payload !== null) this.#corrupted.add(payload);
    }
  }

  /** The message as one that the model did not make, when its signatures are of no more use. */
  #withoutCorrupted(message: LlmMessage): LlmMessage {
    if (message.role !== 'assistant' || !isObject(message.raw) || !this.#corrupted.has(message.raw)) return message;
    return { ...message, raw: null };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
