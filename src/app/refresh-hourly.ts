import { faultCodeOf } from '../domain/fault.ts';
import { HOUR_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';

/** Does something every hour from now on, until reading ends. @throws whatever `refresh` throws. */
export async function refreshHourly(
  refresh: () => Promise<void>,
  { clock, readSignal }: { readonly clock: Clock; readonly readSignal: AbortSignal },
): Promise<void> {
  while (!readSignal.aborted) {
    try {
      await clock.sleep(HOUR_MS, readSignal);
    } catch (error) {
      if (faultCodeOf(error) === 'cancelled') return;
      throw error;
    }
    await refresh();
  }
}
