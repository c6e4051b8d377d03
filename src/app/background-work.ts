import { type DurationMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Steward } from '../session/steward.ts';

/** How often the exchange's own list of orders is compared with the books, whatever streams and sessions do. */
const AUDIT_INTERVAL_MS: DurationMs = MINUTE_MS;
const EXPIRY_INTERVAL_MS: DurationMs = SECOND_MS;

/** What goes on beside sessions while the process lives: stops are audited, proposals expire. Each waits for itself, never for the other. */
export function startBackgroundWork(steward: Steward, { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal }): void {
  repeat({ clock, log, signal, everyMs: AUDIT_INTERVAL_MS, what: 'audit of the stops', work: () => steward.services.protection.audit(), onBug: steward.services.onBug });
  repeat({ clock, log, signal, everyMs: EXPIRY_INTERVAL_MS, what: 'expiry of proposals', work: () => steward.expireProposals(), onBug: steward.services.onBug });
}
