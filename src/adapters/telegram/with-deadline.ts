import { Fault } from '../../domain/fault.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * Runs something that must end in time. When the deadline passes or `signal` aborts, it is told through its own signal and given up at once,
 * whether it listens or not: a call that hangs can't hang its caller.
 *
 * @throws Fault `timeout` after the deadline, `cancelled` when `signal` aborts, and whatever `run` throws before.
 */
export function withDeadline<Result>(
  {
    clock,
    deadlineMs,
    signal,
  }: { readonly clock: Clock; readonly deadlineMs: DurationMs; readonly signal?: AbortSignal | undefined },
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (fault: Fault) => {
      settle();
      reject(fault);
      ended.abort(fault);
    };
    const cancel = () => end(new Fault('cancelled', 'the call was cancelled'));
    const cancelTimer = clock.after(deadlineMs, () =>
      end(new Fault('timeout', `no answer within ${deadlineMs / SECOND_MS} s`, { retryable: true })),
    );
    const settle = () => {
      cancelTimer();
      signal?.removeEventListener('abort', cancel);
    };
    if (signal?.aborted) {
      cancel();
      return;
    }
    signal?.addEventListener('abort', cancel, { once: true });
    run(ended.signal).then(resolve, reject).finally(settle);
  });
}
