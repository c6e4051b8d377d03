import type { DurationMs, EpochMs } from '../domain/time.ts';

/** Codes of connections that were never made: the request cannot have reached the other side. */
const UNSENT_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** How long the headers of an answer ask to wait, said in seconds, milliseconds or as an instant; null where they do not. */
export function readRetryAfter(headers: Headers | undefined, now: EpochMs): DurationMs | null {
  const inMs = headers?.get('retry-after-ms') ?? '';
  if (/^\d+(\.\d+)?$/.test(inMs)) return Number(inMs);
  const text = headers?.get('retry-after') ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Only the date format of HTTP: Date.parse finds a date in nearly anything.
  const at = text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(at - now, 0);
}

/** The system's code in an error of a connection or in what it was caused by, and whether the request cannot have been sent. */
export function connectionTrouble(error: unknown): { readonly code: string | null; readonly isUnsent: boolean } {
  const code = codeOf(error);
  return { code, isUnsent: code !== null && UNSENT_CODES.includes(code) };
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}
