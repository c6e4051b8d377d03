import type { DurationMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** Runs something whose signal aborts `graceMs` after `stopSignal` did: what is under way may end well, but holds nobody up. */
export async function inLastMoments<Result>(
  {
    clock,
    stopSignal,
    graceMs,
  }: { readonly clock: Clock; readonly stopSignal: AbortSignal | undefined; readonly graceMs: DurationMs },
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController();
  let cancelTimer: () => void = () => undefined;
  const endSoon = () => {
    cancelTimer = clock.after(graceMs, () => ended.abort());
  };
  if (stopSignal?.aborted) endSoon();
  else stopSignal?.addEventListener('abort', endSoon, { once: true });
  try {
    return await run(ended.signal);
  } finally {
    stopSignal?.removeEventListener('abort', endSoon);
    cancelTimer();
  }
}
