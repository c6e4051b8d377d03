import { Fault } from '../../domain/fault.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Scrubber } from './scrubber.ts';

/** Why a call to the Bot API has no result. */
export type CallTrouble =
  /** Telegram answered that it did not do it. */
  | { readonly tag: 'refused'; readonly code: number; readonly description: string; readonly retryAfterMs: DurationMs | null }
  /** The request never left: nothing was done. */
  | { readonly tag: 'not-sent'; readonly why: string }
  /** The request went out and no proper answer came: nobody knows whether it was done. */
  | { readonly tag: 'unknown'; readonly why: string }
  /** Whoever called no longer wants it. */
  | { readonly tag: 'cancelled' };

/** A call without a result. Neither its message nor its cause holds the token. */
export class TelegramCallError extends Error {
  override readonly name = 'TelegramCallError';
  readonly trouble: CallTrouble;

  constructor(method: string, trouble: CallTrouble, cause?: Error) {
    super(`${method}: ${describeTrouble(trouble)}`, cause === undefined ? undefined : { cause });
    this.trouble = trouble;
  }
}

export function describeTrouble(trouble: CallTrouble): string {
  switch (trouble.tag) {
    case 'refused':
      return `Telegram refused it (${trouble.code} ${trouble.description})`;
    case 'not-sent':
      return `Telegram cannot be reached (${trouble.why})`;
    case 'unknown':
      return `no proper answer came (${trouble.why})`;
    case 'cancelled':
      return 'it was cancelled';
  }
}

/** Codes of a connection that was never made. Anything else may have happened after the request was read. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What the transport threw, as trouble. */
export function troubleOfThrown(thrown: unknown, scrubber: Scrubber): CallTrouble {
  if (thrown instanceof Fault && thrown.code === 'cancelled') return { tag: 'cancelled' };
  const why = scrubber.text(causesOf(thrown).map(nameOf).join(': '));
  return { tag: wasNeverConnected(thrown) ? 'not-sent' : 'unknown', why };
}

function wasNeverConnected(thrown: unknown): boolean {
  return causesOf(thrown).some((error) => {
    // Several addresses of one host were tried, one after the other.
    if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(wasNeverConnected);
    const code = fieldOf(error, 'code');
    return NOT_CONNECTED.has(code) || (code === 'ETIMEDOUT' && fieldOf(error, 'syscall') === 'connect');
  });
}

/** The error, its cause, and so on. */
function causesOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (
    let next = thrown;
    next !== undefined && next !== null && chain.length < 5;
    next = next instanceof Error ? next.cause : undefined
  ) {
    chain.push(next);
  }
  return chain;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Fault) return error.message;
  const code = fieldOf(error, 'code');
  return error.message !== '' && error.message.includes(code)
    ? error.message
    : [error.message, code].filter((part) => part !== '').join(' ');
}

function fieldOf(error: unknown, name: string): string {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/**
 * The result that an answer of the Bot API holds.
 * @throws TelegramCallError for an answer that holds none: refused, or not understood.
 * @see core.telegram.org/bots/api, "Making requests"
 */
export function readAnswer(method: string, status: number, body: string, scrubber: Scrubber): unknown {
  // An answer of 500 and above does not say whether the request was carried out before the server failed.
  if (status >= 500) throw new TelegramCallError(method, { tag: 'unknown', why: `status ${status}` });
  const answer = parseObject(body);
  if (answer === null) throw new TelegramCallError(method, { tag: 'unknown', why: `status ${status} without JSON` });
  if (answer['ok'] === true && 'result' in answer) return answer['result'];
  if (answer['ok'] !== false)
    throw new TelegramCallError(method, { tag: 'unknown', why: `status ${status} with an answer of no known form` });
  const { error_code: code, description, parameters } = answer;
  throw new TelegramCallError(method, {
    tag: 'refused',
    code: typeof code === 'number' ? code : status,
    description: typeof description === 'string' ? scrubber.text(description) : 'no description',
    retryAfterMs: retryAfterMsOf(parameters),
  });
}

function parseObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // Cut off, or the page of a proxy: the caller says so.
    return null;
  }
}

function retryAfterMsOf(parameters: unknown): DurationMs | null {
  if (typeof parameters !== 'object' || parameters === null || !('retry_after' in parameters)) return null;
  const { retry_after: seconds } = parameters;
  return typeof seconds === 'number' && seconds >= 0 ? seconds * SECOND_MS : null;
}

/** The trouble of a call; anything else that was thrown is a bug of ours and is thrown on. */
export function troubleOf(error: unknown): CallTrouble {
  if (error instanceof TelegramCallError) return error.trouble;
  throw error;
}

/** Telegram does not know this token: it was revoked, or never existed (404, for one of another form). */
export function isTokenRejected(trouble: CallTrouble): boolean {
  return trouble.tag === 'refused' && (trouble.code === 401 || trouble.code === 404);
}
