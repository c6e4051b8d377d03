import type { DurationMs } from '../../../src/domain/time.ts';
import { type Measurement, quantile } from '../context/measurement.ts';
import { ARRANGEMENTS, type Arrangement } from './arrangements.ts';
import { runSession } from './run-session.ts';
import type { Workbench } from './workbench.ts';

const SESSIONS = 5;
/** Of every call of the vendor: the first one is the slowest. */
const DELAYS_MS: Readonly<Record<string, DurationMs>> = { anthropic: 800, openai: 500, google: 300 };

/** How many calls of the slowest vendor follow one another when all that may is done side by side. */
const STEPS: readonly { readonly arrangement: Arrangement; readonly what: string; readonly steps: number }[] = [
  { arrangement: ARRANGEMENTS.ensemble, what: 'ensemble: against the two calls of its slowest voter', steps: 2 },
  // The second instance waits for the first answer of the first one.
  { arrangement: ARRANGEMENTS.pairs, what: 'duplicate_pairs: against three calls, one of them waited for', steps: 3 },
];

/** Measures that agents that do not know of each other are asked side by side, with vendors that take their time. */
export async function measureParallel(bench: Workbench): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (const { arrangement, what, steps } of STEPS) {
    const expectedMs = steps * (DELAYS_MS['anthropic'] ?? 0);
    const samples = await timesOf(arrangement, bench);
    measured.push({ what, goal: { atMost: 5 }, measured: 100 * (quantile(samples, 0.5) / expectedMs - 1), unit: '%' });
  }
  const specialized = await timesOf({ ...ARRANGEMENTS.specialized, claudeAnswersAfterMs: 0 }, bench);
  // The analysts together, the trader's two calls, and the officer's, who is of the second vendor.
  const expectedMs = 3 * (DELAYS_MS['anthropic'] ?? 0) + (DELAYS_MS['openai'] ?? 0);
  const what = 'specialized: against analysts side by side, then trader and officer';
  return [...measured, { what, goal: { atMost: 5 }, measured: 100 * (quantile(specialized, 0.5) / expectedMs - 1), unit: '%' }];
}

async function timesOf(arrangement: Arrangement, bench: Workbench): Promise<readonly DurationMs[]> {
  const samples: DurationMs[] = [];
  for (const snapshot of bench.snapshots.slice(0, SESSIONS)) {
    const delayOf = (provider: string) => DELAYS_MS[provider] ?? 0;
    samples.push((await runSession(arrangement, snapshot, { bench, counting: 'rough', delayOf })).durationMs);
  }
  return samples;
}
