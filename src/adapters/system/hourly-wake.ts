import { type Job, scheduleJob } from 'node-schedule';
import { type DurationMs, MINUTE_MS } from '../../domain/time.ts';

/** Five seconds past every full minute, UTC: by then the candles of an hour that has just ended are there. */
const WAKE_RULE = { second: 5, tz: 'Etc/UTC' };
const WAKE_INTERVAL_MS: DurationMs = MINUTE_MS;

/**
 * Wakes once a minute and decides nothing: whether a slot is due is computed from the journal. `onWake` returns at once.
 *
 * When the machine's clock is set, or the machine has slept, node-schedule would catch up minute by minute or wait for its old
 * instant to come; here it wakes once and goes on from the new time within a minute.
 */
export function scheduleWakes({ onWake }: { readonly onWake: () => void }): { stop(): void } {
  const job: Job = scheduleJob(WAKE_RULE, (firesAt) => {
    if (Date.now() - firesAt.getTime() >= WAKE_INTERVAL_MS) job.reschedule(WAKE_RULE);
    onWake();
  });
  const watch = setInterval(() => {
    const next = job.nextInvocation();
    if (next === null || next.getTime() - Date.now() > WAKE_INTERVAL_MS) job.reschedule(WAKE_RULE);
  }, WAKE_INTERVAL_MS);
  return {
    stop() {
      clearInterval(watch);
      job.cancel();
    },
  };
}
