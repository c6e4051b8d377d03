import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import { readRetryAfter } from '../../ports/http-trouble.ts';
import {
  type FailedReply,
  failedReply,
  fromBrokenAnswer,
  fromConnectionFailure,
  MEANING_OF_STATUS,
  NOT_UNDERSTOOD,
  OVERLOADED,
} from '../../ports/llm-trouble.ts';
import { scrubSecret } from '../../ports/scrub-secret.ts';

/** What each status of the API means; another one is not understood and not tried again. */
const STATUS_MEANINGS: typeof MEANING_OF_STATUS = { ...MEANING_OF_STATUS, 529: OVERLOADED };

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
export function fromAnthropicError(error: unknown, { apiKey, now }: ErrorContext): FailedReply {
  if (error instanceof APIConnectionTimeoutError) {
    return failedReply({ code: 'timeout', retryable: true }, 'no answer came', { spent: 'unknown' });
  }
  if (error instanceof APIConnectionError) return fromConnectionFailure(error);
  if (error instanceof APIError && error.status !== undefined) return fromStatus(error, { apiKey, now });
  return fromBrokenAnswer(error, apiKey);
}

/** The failure in the body of an answer whose status says success; null when the body is no error. */
export function fromErrorBody(answer: unknown, { apiKey }: ErrorContext): FailedReply | null {
  const parsed = errorBody.safeParse(answer);
  if (!parsed.success) return null;
  const { type, message = '' } = parsed.data.error;
  const meaning = STATUS_MEANINGS[STATUS_OF_TYPE[type] ?? 0] ?? NOT_UNDERSTOOD;
  return failedReply(meaning, scrubSecret(`an error after status 200, ${type}: ${message}`, apiKey), { spent: 'unknown' });
}

function fromStatus(error: APIError, { apiKey, now }: ErrorContext): FailedReply {
  const { status = 0, headers, type, apiMessage, requestID } = error;
  const meaning = STATUS_MEANINGS[status] ?? NOT_UNDERSTOOD;
  const retryAfterMs = readRetryAfter(headers, now);
  // A rate limit that says when to come back passes by itself; one that does not is the spend cap of the account.
  const passes = status !== 429 || retryAfterMs !== null;
  const retryable = meaning.retryable && passes && headers?.get('x-should-retry') !== 'false';
  const request = requestID === null || requestID === undefined ? '' : ` (request ${requestID})`;
  const words = scrubSecret(
    `status ${status}, ${type ?? 'no error of the API'}: ${apiMessage ?? 'no message'}${request}`,
    apiKey,
  );
  return failedReply({ ...meaning, retryable }, words, retryAfterMs === null ? {} : { retryAfterMs });
}
