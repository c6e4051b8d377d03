import { Fault } from '../../domain/fault.ts';
import type { DurationMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

const RETRIES_MAX = 3;
const FIRST_DELAY_MS: DurationMs = 500;

/**
 * Repeats a read that met passing trouble, three times at most, waiting twice as long each time. A pause that the server asked for is
 * kept by the governor, which every attempt passes. Only reads: an order is never sent twice.
 */
export async function retryRead<T>(
  attempt: () => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Fault && error.retryable) || retries === RETRIES_MAX) throw error;
      await clock.sleep(FIRST_DELAY_MS * 2 ** retries, signal);
    }
  }
}
