import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
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

/** What each status means, at OpenAI and at those who speak its APIs; another one is not understood and not tried again. */
const STATUS_MEANINGS: typeof MEANING_OF_STATUS = { ...MEANING_OF_STATUS, 529: OVERLOADED };

/** The status under which each error is usually sent that also comes in the body of an answer that began as a success. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  server_error: 500,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  invalid_prompt: 400,
};

/** Credit that is used up does not come back by waiting. */
const NO_CREDIT = 'insufficient_quota';

const vendorError = z.object({
  message: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
});

const errorBody = z.union([
  z.object({ error: vendorError }).transform(({ error }) => error),
  // OpenRouter: the upstream broke down behind headers that were already sent.
  z.object({ choices: z.tuple([z.object({ error: vendorError })], z.unknown()) }).transform(({ choices: [{ error }] }) => error),
]);

export interface ErrorContext {
  readonly apiKey: string;
  /** Retry-After may name an instant. */
  readonly now: EpochMs;
}

/** What went wrong with a call, as a value. The message holds the vendor's words without the key and without any header. */
export function fromOpenAiError(error: unknown, { apiKey, now }: ErrorContext): FailedReply {
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
  const { code, type, message } = parsed.data;
  const name = code ?? type ?? 'without a code';
  const status = typeof name === 'number' ? name : (STATUS_OF_CODE[name] ?? Number(name));
  const meaning = STATUS_MEANINGS[status] ?? NOT_UNDERSTOOD;
  const words = scrubSecret(`an error after status 200, ${name}: ${message ?? 'no message'}`, apiKey);
  return failedReply({ ...meaning, retryable: meaning.retryable && name !== NO_CREDIT }, words, { spent: 'unknown' });
}

function fromStatus(error: APIError, { apiKey, now }: ErrorContext): FailedReply {
  const { status = 0, headers, code, type, requestID } = error;
  const meaning = STATUS_MEANINGS[status] ?? NOT_UNDERSTOOD;
  const retryAfterMs = readRetryAfter(headers, now);
  const hasCredit = code !== NO_CREDIT && type !== NO_CREDIT;
  const retryable = meaning.retryable && hasCredit && headers?.get('x-should-retry') !== 'false';
  const request = requestID === null || requestID === undefined ? '' : ` (request ${requestID})`;
  const vendor = vendorError.safeParse(error.error);
  const message = vendor.data?.message ?? 'no message';
  const words = scrubSecret(`status ${status}, ${code ?? type ?? 'no error of the API'}: ${message}${request}`, apiKey);
  return failedReply({ ...meaning, retryable }, words, retryAfterMs === null ? {} : { retryAfterMs });
}
