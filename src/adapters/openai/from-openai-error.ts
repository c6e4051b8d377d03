import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
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

/** What each status means, at OpenAI and at those who speak its APIs; another one is not understood and not tried again. */
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

/** The status under which each error is usually sent that also comes in the body of an answer that began as a success. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  server_error: 500,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  invalid_prompt: 400,
};

/** Credit that is used up does not come back by waiting. */
const NO_CREDIT = 'insufficient_quota';

const NOT_UNDERSTOOD: Meaning = { code: 'bad-payload', retryable: false };

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
export function fromOpenAiError(error: unknown, { apiKey, now }: ErrorContext): Failed {
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
  const { code, type, message } = parsed.data;
  const name = code ?? type ?? 'without a code';
  const status = typeof name === 'number' ? name : (STATUS_OF_CODE[name] ?? Number(name));
  const meaning = MEANING_OF_STATUS[status] ?? NOT_UNDERSTOOD;
  const words = scrubSecret(`an error after status 200, ${name}: ${message ?? 'no message'}`, apiKey);
  return failed({ ...meaning, retryable: meaning.retryable && name !== NO_CREDIT }, words, { spent: 'unknown' });
}

function fromStatus(error: APIError, { apiKey, now }: ErrorContext): Failed {
  const { status = 0, headers, code, type, requestID } = error;
  const meaning = MEANING_OF_STATUS[status] ?? NOT_UNDERSTOOD;
  const retryAfterMs = readRetryAfter(headers, now);
  const hasCredit = code !== NO_CREDIT && type !== NO_CREDIT;
  const retryable = meaning.retryable && hasCredit && headers?.get('x-should-retry') !== 'false';
  const request = requestID === null || requestID === undefined ? '' : ` (request ${requestID})`;
  const vendor = vendorError.safeParse(error.error);
  const message = vendor.data?.message ?? 'no message';
  const words = scrubSecret(`status ${status}, ${code ?? type ?? 'no error of the API'}: ${message}${request}`, apiKey);
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
