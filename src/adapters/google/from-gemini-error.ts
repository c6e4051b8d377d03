import { type FailedReply, MEANING_OF_STATUS, NOT_UNDERSTOOD } from '../../ports/llm-trouble.ts';
import { scrubSecret } from '../../ports/scrub-secret.ts';
import { requestedDelay } from './requested-delay.ts';

/** The answer of a request that was not carried out. */
export interface GoogleRefusal {
  readonly status: number;
  /** The vendor's own words; empty where the body is no error of the API. */
  readonly message: string;
  readonly details: readonly unknown[];
}

/** A key that the vendor does not know comes as a bad request with this reason, one that may not ask as 403. */
const UNKNOWN_KEY = 'API_KEY_INVALID';

/** What a refusal means. The message holds the vendor's words without the key, the URL and the details. */
export function fromRefusal({ status, message, details }: GoogleRefusal, apiKey: string): FailedReply {
  const isUnknownKey = status === 400 && details.some((detail) => reasonOf(detail) === UNKNOWN_KEY);
  const meaning = MEANING_OF_STATUS[isUnknownKey ? 401 : status] ?? NOT_UNDERSTOOD;
  const retryAfterMs = requestedDelay(details);
  const words = scrubSecret(`status ${status}: ${message === '' ? 'no error of the API' : message}`, apiKey);
  return { tag: 'failed', ...meaning, message: words, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

/** A key with a line break or a letter of another alphabet, which no header can carry: nothing is sent. */
export function fromUnsendableKey(): FailedReply {
  return { tag: 'failed', code: 'unauthorised', retryable: false, message: 'the key has characters that no key has' };
}

/** The vendor may have worked on the request, whose answer nobody can read. */
export function fromNoJson(): FailedReply {
  return { tag: 'failed', code: 'bad-payload', retryable: true, message: 'the answer is no complete JSON', spent: 'unknown' };
}

/** The vendor may have worked on the request: whether it was sent at all is not known. */
export function fromBrokenOff(code: string | null): FailedReply {
  const message = `the connection failed${code === null ? '' : ` (${code})`}`;
  return { tag: 'failed', code: 'network', retryable: true, message, spent: 'unknown' };
}

/** The vendor says that a signature in the request is not as it gave it: after a change of its models, or of the key. */
export function isCorruptedSignature({ status, message }: GoogleRefusal): boolean {
  return status === 400 && /corrupted thought.?signature/i.test(message);
}

function reasonOf(detail: unknown): unknown {
  return typeof detail === 'object' && detail !== null && 'reason' in detail ? detail.reason : null;
}
