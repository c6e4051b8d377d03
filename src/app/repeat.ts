import { Fault } from '../domain/fault.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { DurationMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface RepeatedWork {
  readonly what: string;
  readonly everyMs: DurationMs;
  readonly work: () => Promise<unknown>;
}

/**
 * Does something again and again until `signal` aborts, each time some while after the last one ended. Outside trouble is logged and the
 * next time comes; a bug of ours is given to `onBug`.
 */
export async function repeat(
  { what, everyMs, work }: RepeatedWork,
  {
    clock,
    log,
    signal,
    onBug,
  }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal; readonly onBug: (error: Error) => void },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(everyMs, signal);
      await work();
    } catch (error) {
      if (error instanceof InvariantError) return onBug(error);
      if (!(error instanceof Fault && error.code === 'cancelled')) log.warn(`${what} failed`, { error });
    }
  }
}
