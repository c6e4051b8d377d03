import { type DurationMs, type EpochMs, isoTime, parseUtc, SECOND_MS } from '../domain/time.ts';
import type { AlertRegister } from './alert-register.ts';
import type { SessionServices } from './session-services.ts';

/** The exchange asked for a pause: nothing is sent before its end. */
const PAUSE_ALERT = 'exchange-pause';
/** Our clock and that of the exchange differ too much. */
export const SKEW_ALERT = 'clock-skew';
/** The disk takes no entries. */
export const JOURNAL_FAILED_ALERT = 'journal-failed';

/** A shorter pause is an ordinary wait, and nothing to tell. */
const PAUSE_MS_MIN: DurationMs = 30 * SECOND_MS;
/** Clocks that differ by more than this make the ages of prices and candles wrong. */
const SKEW_MS_MAX: DurationMs = SECOND_MS;
/** And by less than this they are one again, so that a reading on the edge does not tell the same again and again. */
const SKEW_MS_MENDED: DurationMs = SECOND_MS / 2;

/** When the pause that was told ends; null while none stands. */
export function pauseEnd(alerts: AlertRegister): EpochMs | null {
  return parseUtc(alerts.factsOf(PAUSE_ALERT)?.['until'] ?? '');
}

type Parts = Pick<SessionServices, 'state' | 'clock' | 'exchangeStanding'>;

/**
 * Tells what keeps the bot from its work although it works itself, each once, and that it is over. Entries are refused while it stands.
 * @returns true when something is over that held protection up: it is to look at everything now.
 */
export async function tellOutsideTrouble(parts: Parts): Promise<boolean> {
  const isWrittenAgain = await tellJournal(parts);
  const isPauseOver = await tellPause(parts);
  await tellSkew(parts);
  return isWrittenAgain || isPauseOver;
}

async function tellJournal({ state }: Parts): Promise<boolean> {
  if (state.isJournalFailed) {
    if (!(await state.rewriteJournal())) {
      if (!state.alerts.isStanding(JOURNAL_FAILED_ALERT)) {
        await state.record([{ kind: 'alert-raised', key: JOURNAL_FAILED_ALERT, level: 'critical', facts: {} }]);
      }
      return false;
    }
  }
  return resolve(state, JOURNAL_FAILED_ALERT);
}

async function tellPause({ state, clock, exchangeStanding }: Parts): Promise<boolean> {
  const now = clock.now();
  const until = exchangeStanding.pausedUntil();
  if (until === null || until <= now) return resolve(state, PAUSE_ALERT);
  const told = state.alerts.factsOf(PAUSE_ALERT)?.['until'];
  if (until - now < PAUSE_MS_MIN || told === isoTime(until)) return false;
  await state.record([{ kind: 'alert-raised', key: PAUSE_ALERT, level: 'critical', facts: { until: isoTime(until) } }]);
  return false;
}

async function tellSkew({ state, exchangeStanding }: Parts): Promise<void> {
  const skewMs = exchangeStanding.skewMs();
  if (skewMs === null) return;
  if (Math.abs(skewMs) < SKEW_MS_MENDED) await resolve(state, SKEW_ALERT);
  else if (Math.abs(skewMs) > SKEW_MS_MAX && !state.alerts.isStanding(SKEW_ALERT)) {
    await state.record([{ kind: 'alert-raised', key: SKEW_ALERT, level: 'critical', facts: { skewMs: String(skewMs) } }]);
  }
}

/** @returns true when the alert stood until now. */
async function resolve(state: Parts['state'], key: string): Promise<boolean> {
  if (!state.alerts.isStanding(key)) return false;
  await state.record([{ kind: 'alert-resolved', key }]);
  return true;
}
