import type { EpochMs } from '../../domain/time.ts';

/** The time of a served exchange, and how much faster than real time it passes. */
export interface VenueTime {
  now(): EpochMs;
  readonly speed: number;
}

/** Time that passes by itself, `speed` times as fast as real time, from `startAt` on. Changes of the machine's clock do not move it. */
export function runningTime({ startAt, speed }: { readonly startAt: EpochMs; readonly speed: number }): VenueTime {
  const origin = performance.now();
  return { speed, now: () => Math.floor(startAt + (performance.now() - origin) * speed) };
}
