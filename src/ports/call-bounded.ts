import type { DurationMs } from '../domain/time.ts';
import type { Clock } from './clock.ts';
import type { LlmCallLimits, LlmReply } from './llm-provider.ts';
import { runBounded, type WorkEnd } from './run-bounded.ts';

/**
 * Runs `call` until it answers, its time is up or the caller aborts, whatever comes first; the signal that it gets is aborted then.
 * A call whose end has come before it began is not made.
 *
 * @param call  Never rejects.
 */
export async function callBounded(
  bounds: LlmCallLimits & { readonly clock: Clock; readonly callMaxMs: DurationMs },
  call: (signal: AbortSignal) => Promise<LlmReply>,
): Promise<LlmReply> {
  const { clock, deadlineAt, signal, callMaxMs } = bounds;
  if (!signal.aborted && clock.now() >= deadlineAt) return endedReply('timeout', {});
  const startTimer = (end: () => void) => clock.at(Math.min(deadlineAt, clock.now() + callMaxMs), end);
  const outcome = await runBounded({ startTimer, signal }, call);
  return outcome.tag === 'done' ? outcome.result : endedReply(outcome.why, outcome.wasBegun ? { spent: 'unknown' } : {});
}

function endedReply(why: WorkEnd, more: { readonly spent?: 'unknown' }): LlmReply {
  return why === 'cancelled'
    ? { tag: 'failed', code: 'cancelled', message: 'the call was cancelled', ...more }
    : { tag: 'failed', code: 'timeout', message: 'no complete answer came in time', retryable: true, ...more };
}
