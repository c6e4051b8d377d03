import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Steward } from '../session/steward.ts';
import { type RepeatedWork, repeat } from './repeat.ts';

/**
 * What goes on beside sessions while the process lives. Stops are compared with the exchange's own list whatever streams and sessions do,
 * proposals expire by their own clock. Each waits for itself, never for another.
 */
export function startBackgroundWork(
  steward: Steward,
  { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): void {
  const { services } = steward;
  const works: readonly RepeatedWork[] = [
    { what: 'the audit of the stops', everyMs: MINUTE_MS, work: () => services.protection.audit() },
    { what: 'the expiry of proposals', everyMs: SECOND_MS, work: () => steward.expireProposals() },
  ];
  for (const work of works) void repeat(work, { clock, log, signal, onBug: services.onBug });
}
