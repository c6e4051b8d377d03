import { quantile } from '../context/measurement.ts';

const WARM_UP = 2_000;
const SAMPLES = 20_000;
/** How often a thing is done without another number of samples. */
export const RUNS = WARM_UP + SAMPLES;

export interface TimeSpread {
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** How long something takes, each time by itself, once the machine knows it. `act` is told the how-manieth time it is. */
export async function timeEach(act: (index: number) => void | Promise<void>, samples = SAMPLES): Promise<TimeSpread> {
  const taken: number[] = [];
  for (let index = 0; index < WARM_UP + samples; index += 1) {
    const startedAt = performance.now();
    const acting = act(index);
    // What is done at once is not measured with a turn of the event loop on top.
    if (acting !== undefined) await acting;
    if (index >= WARM_UP) taken.push(performance.now() - startedAt);
  }
  return { medianMs: quantile(taken, 0.5), p99Ms: quantile(taken, 0.99) };
}
