import type { DurationMs } from '../../domain/time.ts';

/** How long a RetryInfo among the details of an error asks to wait ("17s", "0.5s"); null where none does. */
export function requestedDelay(details: readonly unknown[]): DurationMs | null {
  for (const detail of details) {
    if (typeof detail !== 'object' || detail === null || !('retryDelay' in detail)) continue;
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(detail.retryDelay))?.[1];
    if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  }
  return null;
}
