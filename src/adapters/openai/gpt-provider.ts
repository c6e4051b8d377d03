import type OpenAI from 'openai';
import type { DurationMs } from '../../domain/time.ts';
import { callBounded } from '../../ports/call-bounded.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import { type EndpointTraits, traitsOf } from './endpoint-traits.ts';
import { fromChatReply } from './from-chat-reply.ts';
import { fromErrorBody, fromOpenAiError } from './from-openai-error.ts';
import { fromResponsesReply } from './from-responses-reply.ts';
import { OPENAI_URL, openAiClient } from './openai-client.ts';
import { toChatRequest } from './to-chat-request.ts';
import { toResponsesRequest } from './to-responses-request.ts';

/** The platform's fetch gives up after 300 s without headers, whatever it is told; a call ends before that in our own words. */
const CALL_MAX_MS: DurationMs = 240_000;

export interface GptProviderOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** With `/v1`. The vendor's own by default. */
  readonly baseUrl?: string;
  /** Laid over what is known of the endpoint. */
  readonly traits?: Partial<EndpointTraits>;
}

/**
 * OpenAI's models through the Responses API, and those of any endpoint that speaks Chat Completions. Each `respond` sends one request:
 * retries are the RetryingProvider's, spending is the BudgetedProvider's.
 */
export class GptProvider implements LlmProvider {
  readonly name = 'openai';
  readonly #client: OpenAI;
  readonly #apiKey: string;
  readonly #clock: Clock;
  readonly #traits: EndpointTraits;

  constructor({ apiKey, http, clock, baseUrl = OPENAI_URL, traits }: GptProviderOptions) {
    this.#apiKey = apiKey;
    this.#clock = clock;
    this.#traits = traitsOf(baseUrl, traits);
    this.#client = openAiClient({ apiKey, http, baseUrl });
  }

  respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    return callBounded({ ...limits, clock: this.#clock, callMaxMs: CALL_MAX_MS }, (signal) => this.#ask(request, signal));
  }

  async #ask(request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    try {
      return this.#traits.api === 'responses' ? await this.#askResponses(request, signal) : await this.#askChat(request, signal);
    } catch (error) {
      return fromOpenAiError(error, this.#errorContext());
    }
  }

  /** By `post`: the SDK's own method walks through the answer and throws where an item is not what it expects. */
  async #askResponses(request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    const answer = await this.#client.post<unknown>('/responses', { body: toResponsesRequest(request, this.#traits), signal });
    return fromErrorBody(answer, this.#errorContext()) ?? fromResponsesReply(answer, request);
  }

  async #askChat(request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    const body = toChatRequest(request, this.#traits);
    const answer = await this.#client.post<unknown>('/chat/completions', { body, signal });
    return fromErrorBody(answer, this.#errorContext()) ?? fromChatReply(answer, { request, body, traits: this.#traits });
  }

  #errorContext(): { readonly apiKey: string; readonly now: number } {
    return { apiKey: this.#apiKey, now: this.#clock.now() };
  }
}
