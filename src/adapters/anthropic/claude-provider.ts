import Anthropic from '@anthropic-ai/sdk';
import type { DurationMs } from '../../domain/time.ts';
import { callBounded } from '../../ports/call-bounded.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import { ANTHROPIC_URL } from './anthropic-url.ts';
import { fromAnthropicError, fromErrorBody } from './from-anthropic-error.ts';
import { fromAnthropicReply } from './from-anthropic-reply.ts';
import { toAnthropicRequest } from './to-anthropic-request.ts';

/** The platform's fetch gives up after 300 s without headers, whatever it is told; a call ends before that in our own words. */
const CALL_MAX_MS: DurationMs = 240_000;
/** The SDK's own timer, which runs on the machine's clock: a net below ours. */
const SDK_TIMEOUT_MS: DurationMs = 295_000;

export interface ClaudeProviderOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** Without `/v1`. The vendor's own by default. */
  readonly baseUrl?: string;
}

/**
 * Claude through the Messages API. Each `respond` sends one request: retries are the RetryingProvider's, spending is the BudgetedProvider's.
 * @see platform.claude.com, Messages API of 2026-10-21
 */
export class ClaudeProvider implements LlmProvider {
  readonly name = 'anthropic';
  readonly #client: Anthropic;
  readonly #apiKey: string;
  readonly #clock: Clock;

  constructor({ apiKey, http, clock, baseUrl = ANTHROPIC_URL }: ClaudeProviderOptions) {
    this.#apiKey = apiKey;
    this.#clock = clock;
    this.#client = new Anthropic({
      apiKey,
      baseURL: baseUrl,
      fetch: http,
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      logLevel: 'off',
      openTelemetry: false,
      webhookKey: null,
    });
  }

  respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    return callBounded({ ...limits, clock: this.#clock, callMaxMs: CALL_MAX_MS }, (signal) => this.#ask(request, signal));
  }

  async #ask(request: LlmRequest, signal: AbortSignal): Promise<LlmReply> {
    const body = toAnthropicRequest(request);
    try {
      const answer: unknown = await this.#client.messages.create(body, { signal });
      return fromErrorBody(answer, this.#errorContext()) ?? fromAnthropicReply(answer, request);
    } catch (error) {
      return fromAnthropicError(error, this.#errorContext());
    }
  }

  #errorContext(): { readonly apiKey: string; readonly now: number } {
    return { apiKey: this.#apiKey, now: this.#clock.now() };
  }
}
