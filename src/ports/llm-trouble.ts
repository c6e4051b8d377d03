import { connectionTrouble } from './http-trouble.ts';
import type { LlmFailure, LlmReply } from './llm-provider.ts';
import { scrubSecret } from './scrub-secret.ts';

/** An answer that is none, as the contract of the providers has it. */
export type FailedReply = Extract<LlmReply, { readonly tag: 'failed' }>;

/** What a failure means to whoever asked. */
export interface FailureMeaning {
  readonly code: LlmFailure;
  readonly retryable: boolean;
}

export const OVERLOADED: FailureMeaning = { code: 'overloaded', retryable: true };
/** Of a status or an error that is not known: it is not tried again. */
export const NOT_UNDERSTOOD: FailureMeaning = { code: 'bad-payload', retryable: false };

/** What the statuses mean that all vendors send alike. */
export const MEANING_OF_STATUS: Readonly<Record<number, FailureMeaning>> = {
  400: { code: 'bad-request', retryable: false },
  401: { code: 'unauthorised', retryable: false },
  402: { code: 'unauthorised', retryable: false },
  403: { code: 'unauthorised', retryable: false },
  404: { code: 'model-unknown', retryable: false },
  408: { code: 'timeout', retryable: true },
  409: OVERLOADED,
  413: { code: 'bad-request', retryable: false },
  422: { code: 'bad-request', retryable: false },
  429: { code: 'rate-limited', retryable: true },
  500: OVERLOADED,
  502: OVERLOADED,
  503: OVERLOADED,
  504: OVERLOADED,
};

export function failedReply(
  meaning: FailureMeaning,
  message: string,
  more: Pick<FailedReply, 'spent' | 'retryAfterMs'> = {},
): FailedReply {
  return { tag: 'failed', ...meaning, message, ...more };
}

/** A connection that failed, whose error may hold anything: only its code is told. */
export function fromConnectionFailure(error: unknown): FailedReply {
  const { code, isUnsent } = connectionTrouble(error);
  const words = `the connection failed${code === null ? '' : ` (${code})`}`;
  return failedReply({ code: 'network', retryable: true }, words, isUnsent ? {} : { spent: 'unknown' });
}

/** An answer that began and did not come to its end. */
export function fromBrokenAnswer(error: unknown, apiKey: string): FailedReply {
  if (error instanceof SyntaxError) {
    return failedReply({ code: 'bad-payload', retryable: true }, 'the answer is no complete JSON', { spent: 'unknown' });
  }
  const words = error instanceof Error ? `: ${scrubSecret(error.message, apiKey)}` : '';
  return failedReply({ code: 'network', retryable: true }, `the answer broke off${words}`, { spent: 'unknown' });
}
