import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import { connectionTrouble, readRetryAfter } from '../../ports/http-trouble.ts';
import type { LlmFailure, LlmReply } from '../../ports/llm-provider.ts';
import { scrubSecret } from '../../ports/scrub-secret.ts';

type Failed = Extract<LlmReply, { readonly tag: 'failed' }>;

interface Meaning {
  readonly code: LlmFailure;
  readonly retryable: boolean;
}

/** What each status of the API means; another one is not understood and not tried again. */
const MEANING_OF_STATUS: Readonly<Record<number, Meaning>> = {
  400: { code: 'bad-request', retryable: false },
  401: { code: 'unauthorised', retryable: false },
  402: { code: 'unauthorised', retryable: false },
  403: { code: 'unauthorised', retryable: false },
  404: { code: 'model-unknown', retryable: false },
  408: { code: 'timeout', retryable: true },
  409: { code: 'overloaded', retryable: true },
  413: { code: 'bad-request', retryable: false },
  422: { code: 'bad-request', retryable: false },
  429: { code: 'rate-limited', retryable: true },
  500: { code: 'overloaded', retryable: true },
  502: { code: 'overloaded', retryable: true },
  503: { code: 'overloaded', retryable: true },
  504: { code: 'overloaded', retryable: true },
  529: { code: 'overloaded', retryable: true },
};

/** The status under which each kind of error is usually sent; it also comes in the body of an answer that began as a success. */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

const NOT_UNDERSTOOD: Meaning = { code: 'bad-payload', retryable: false };

const errorBody = z.object({
  type: z.literal('error'),
  error: z.object({ type: z.string(), message: z.string().optional() }),
});

export interface ErrorContext {
  readonly apiKey: string;
  /** Retry-After may name an instant. */
  readonly now: EpochMs;
}

/** What went wrong with a call, as a value. The message holds the vendor's words without the key and without any header. */
export function fromAnthropicError(error: unknown, { apiKey, now }: ErrorContext): Failed {
  if (error instanceof APIConnectionTimeoutError) {
    return failed({ code: 'timeout', retryable: true }, 'no answer came', { spent: 'unknown' });
  }
  if (error instanceof APIConnectionError) return fromConnection(error);
  if (error instanceof APIError && error.status !== undefined) return fromStatus(error, { apiKey, now });
  if (error instanceof SyntaxError) {
    return failed({ code: 'bad-payload', retryable: true }, 'the answer is no complete JSON', { spent: 'unknown' });
  }
  const words = error instanceof Error ? `: ${scrubSecret(error.message, apiKey)}` : '';
  return failed({ code: 'network', retryable: true }, `the answer broke off${words}`, { spent: 'unknown' });
}

/** The failure in the body of an answer whose status says success; null when the body is no error. */
export function fromErrorBody(answer: unknown, { apiKey }: ErrorContext): Failed | null {
  const parsed = errorBody.safeParse(answer);
  if (!parsed.success) return null;
  const { type, message = '' } = parsed.data.error;
  const meaning = MEANING_OF_STATUS[STATUS_OF_TYPE[type] ?? 0] ?? NOT_UNDERSTOOD;
  return failed(meaning, scrubSecret(`an error after status 200, ${type}: ${message}`, apiKey), { spent: 'unknown' });
}

function fromStatus(error: APIError, { apiKey, now }: ErrorContext): Failed {
  const { status = 0, headers, type, apiMessage, requestID } = error;
  const meaning = MEANING_OF_STATUS[status] ?? NOT_UNDERSTOOD;
  const retryAfterMs = readRetryAfter(headers, now);
  // A rate limit that says when to come back passes by itself; one that does not is the spend cap of the account.
  const passes = status !== 429 || retryAfterMs !== null;
  const retryable = meaning.retryable && passes && headers?.get('x-should-retry') !== 'false';
  const request = requestID === null || requestID === undefined ? '' : ` (request ${requestID})`;
  const words = scrubSecret(
    `status ${status}, ${type ?? 'no error of the API'}: ${apiMessage ?? 'no message'}${request}`,
    apiKey,
  );
  return failed({ ...meaning, retryable }, words, retryAfterMs === null ? {} : { retryAfterMs });
}

function fromConnection(error: APIConnectionError): Failed {
  const { code, isUnsent } = connectionTrouble(error);
  const words = `the connection failed${code === null ? '' : ` (${code})`}`;
  return failed({ code: 'network', retryable: true }, words, isUnsent ? {} : { spent: 'unknown' });
}

function failed(meaning: Meaning, message: string, more: Pick<Failed, 'spent' | 'retryAfterMs'>): Failed {
  return { tag: 'failed', ...meaning, message, ...more };
}
