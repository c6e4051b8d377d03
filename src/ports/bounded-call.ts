import type { DurationMs } from '../domain/time.ts';
import type { Clock } from './clock.ts';
import type { LlmCallLimits, LlmReply } from './llm-provider.ts';

/** Why a call may not go on. */
export type CallEnd = 'timeout' | 'cancelled';

/**
 * Runs `call` until it answers, its time is up or the caller aborts, whatever comes first; the signal that it gets is aborted then.
 * A call whose end has come before it began is not made.
 *
 * @param call  Never rejects.
 */
export async function runBounded(
  bounds: LlmCallLimits & { readonly clock: Clock; readonly callMaxMs: DurationMs },
  call: (signal: AbortSignal) => Promise<LlmReply>,
): Promise<LlmReply> {
  const { clock, deadlineAt, signal, callMaxMs } = bounds;
  if (signal.aborted) return endedReply('cancelled', {});
  if (clock.now() >= deadlineAt) return endedReply('timeout', {});

  const controller = new AbortController();
  let end = (_why: CallEnd): void => undefined;
  const ended = new Promise<LlmReply>((resolve) => {
    end = (why) => {
      resolve(endedReply(why, { spent: 'unknown' }));
      controller.abort();
    };
  });
  const onAbort = (): void => end('cancelled');
  signal.addEventListener('abort', onAbort, { once: true });
  const cancelTimer = clock.at(Math.min(deadlineAt, clock.now() + callMaxMs), () => end('timeout'));
  try {
    return await Promise.race([ended, call(controller.signal)]);
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

function endedReply(why: CallEnd, more: { readonly spent?: 'unknown' }): LlmReply {
  return why === 'cancelled'
    ? { tag: 'failed', code: 'cancelled', message: 'the call was cancelled', ...more }
    : { tag: 'failed', code: 'timeout', message: 'no complete answer came in time', retryable: true, ...more };
}
