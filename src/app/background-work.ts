import { faultCodeOf } from '../domain/fault.ts';
import { InvariantError } from '../domain/invariant.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Steward } from '../session/steward.ts';
import { raiseWorkAlert, resolveWorkAlert, type WorkKind } from '../session/work-alert.ts';
import { type RepeatedWork, repeat } from './repeat.ts';

/** One failure is common and mends itself; so many in a row are told. */
const FAILURES_UNTOLD_MAX = 2;
const LOOK_EVERY_MS = 5 * SECOND_MS;

/**
 * What goes on beside sessions while the process lives. Stops are compared with the exchange's own list whatever streams and sessions do,
 * proposals expire by their own clock. Each waits for itself, never for another.
 */
export function startBackgroundWork(
  steward: Steward,
  { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): void {
  const { services } = steward;
  const works: readonly (RepeatedWork & { readonly kind: WorkKind })[] = [
    { kind: 'audit', what: 'the audit of the stops', everyMs: MINUTE_MS, work: () => services.protection.audit() },
    { kind: 'watch', what: 'the watch over protection', everyMs: LOOK_EVERY_MS, work: () => services.protection.watch() },
    { kind: 'expiry', what: 'the expiry of proposals', everyMs: SECOND_MS, work: () => steward.expireProposals() },
  ];
  for (const work of works) void repeat(toldWork(steward, work), { clock, log, signal, onBug: services.onBug });
  watchConfiguration(steward, { clock, log, signal });
}

/** Looks at the configuration files as long as the process lives. What is wrong with them is told by itself. */
export function watchConfiguration(
  { services }: Steward,
  outside: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): void {
  const { configuration, onBug } = services;
  const work = () => configuration.look();
  void repeat({ what: 'the look at the configuration files', everyMs: LOOK_EVERY_MS, work }, { ...outside, onBug });
}

/** The work, with an alert when it fails again and again, which its next success resolves. */
function toldWork({ state }: Steward, { kind, what, everyMs, work }: RepeatedWork & { readonly kind: WorkKind }): RepeatedWork {
  let failureCount = 0;
  return {
    what,
    everyMs,
    async work() {
      try {
        await work();
      } catch (error) {
        if (error instanceof InvariantError || faultCodeOf(error) === 'cancelled') throw error;
        failureCount += 1;
        if (failureCount === FAILURES_UNTOLD_MAX + 1) await raiseWorkAlert(state, { kind, what, error });
        throw error;
      }
      failureCount = 0;
      await resolveWorkAlert(state, kind);
    },
  };
}
