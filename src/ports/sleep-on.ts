import { Fault } from '../domain/fault.ts';
import type { DurationMs } from '../domain/time.ts';
import type { Clock } from './clock.ts';

/** The sleep of a clock, made of its timers. @throws Fault `cancelled` when `signal` aborts, also when it was aborted before. */
export function sleepOn(clock: Pick<Clock, 'after'>, delayMs: DurationMs, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancelTimer();
      reject(new Fault('cancelled', `a sleep of ${delayMs} ms was cancelled`));
    };
    const cancelTimer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
