import { DAY_MS, type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';

/** A ban grows from two minutes to three days; anything longer is a misunderstanding. */
const PAUSE_MS_MAX: DurationMs = 3 * DAY_MS;
/** A server in trouble may ask for patience, but not silence us for days. */
const TROUBLE_PAUSE_MS_MAX: DurationMs = MINUTE_MS;
/** How long to be silent when the server does not say. */
const DEFAULT_PAUSES_MS: Readonly<Record<number, DurationMs>> = { 403: 5 * MINUTE_MS, 418: 2 * MINUTE_MS, 429: MINUTE_MS };

const BANNED_UNTIL = /banned until (\d{13})/i;

/**
 * How long no request may be sent after an answer, 0 when nothing was asked for. The longest of what the header, the words and the
 * status say counts.
 *
 * @param answer.retryAfter  The header's value: whole seconds.
 * @see binance-spot-api-docs, rest-api.md: IP Limits
 */
export function requestedPauseMs(
  answer: { readonly status: number; readonly retryAfter: string | null; readonly text: string },
  now: EpochMs,
): DurationMs {
  const { status, retryAfter, text } = answer;
  const byHeaderMs = retryAfter !== null && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * SECOND_MS : null;
  if (status >= 500) return Math.min(byHeaderMs ?? 0, TROUBLE_PAUSE_MS_MAX);
  const defaultMs = DEFAULT_PAUSES_MS[status];
  if (defaultMs === undefined) return 0;
  const bannedUntil = BANNED_UNTIL.exec(text)?.[1];
  const byWordsMs = bannedUntil === undefined ? 0 : Number(bannedUntil) - now;
  return Math.min(Math.max(byHeaderMs ?? defaultMs, byWordsMs), PAUSE_MS_MAX);
}
