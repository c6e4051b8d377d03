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
export function repeat(
  { what, everyMs, work }: RepeatedWork,
  {
    clock,
    log,
    signal,
    onBug,
  }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal; readonly onBug: (error: Error) => void },
): void {
  const cancel = clock.after(everyMs, async () => {
    try {
      await work();
    } catch (error) {
      if (error instanceof InvariantError) return onBug(error);
      log.warn(`${what} failed`, { error });
    }
    if (!signal.aborted) repeat({ what, everyMs, work }, { clock, log, signal, onBug });
  });
  signal.addEventListener('abort', cancel, { once: true });
}
