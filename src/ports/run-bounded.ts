import type { CancelTimer } from './clock.ts';

/** Why work may not go on. */
export type WorkEnd = 'timeout' | 'cancelled';

export type BoundedResult<Result> =
  | { readonly tag: 'done'; readonly result: Result }
  /** `wasBegun`: false where the caller had aborted before. */
  | { readonly tag: 'ended'; readonly why: WorkEnd; readonly wasBegun: boolean };

/**
 * Runs work until it is done, its time is up or the caller aborts, whatever comes first; the signal that it gets is aborted then. The
 * answer does not wait for the work to notice: a request that hangs must not hang whoever made it.
 *
 * @param bounds.startTimer  Calls back when the time is up.
 * @throws what the work throws before its end.
 */
export async function runBounded<Result>(
  bounds: { readonly startTimer: (end: () => void) => CancelTimer; readonly signal?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<BoundedResult<Result>> {
  const { startTimer, signal } = bounds;
  if (signal?.aborted) return { tag: 'ended', why: 'cancelled', wasBegun: false };

  const controller = new AbortController();
  let end = (_why: WorkEnd): void => undefined;
  const ended = new Promise<BoundedResult<Result>>((resolve) => {
    end = (why) => {
      resolve({ tag: 'ended', why, wasBegun: true });
      controller.abort();
    };
  });
  const onAbort = (): void => end('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  const cancelTimer = startTimer(() => end('timeout'));
  const done = work(controller.signal).then((result): BoundedResult<Result> => ({ tag: 'done', result }));
  try {
    return await Promise.race([ended, done]);
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', onAbort);
  }
}
