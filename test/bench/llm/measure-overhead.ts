import { join } from 'node:path';
import { FileBlobStore } from '../../../src/adapters/journal/file-blob-store.ts';
import { FileTapeRecorder } from '../../../src/adapters/tape/file-tape.ts';
import type { DurationMs } from '../../../src/domain/time.ts';
import { type Measurement, quantile } from '../context/measurement.ts';
import { ARRANGEMENTS } from './arrangements.ts';
import { runSession } from './run-session.ts';
import { TimedTransport } from './timed-transport.ts';
import type { Workbench } from './workbench.ts';

/** A machine that is busy with something else makes a turn longer, never shorter. */
const PASSES = 3;

/** Each turn of each session, by session. */
type Turns = readonly (readonly DurationMs[])[];

/** Measures what the bot itself does in a turn of the mode `single`: words, checks, budget, tape, and the vendor's SDK; the network not. */
export async function measureOverhead(bench: Workbench): Promise<readonly Measurement[]> {
  const taped: Turns[] = [];
  const untaped: Turns[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    // As in the life of a process: what does not change is written by its first session.
    const folder = join(bench.folder, `overhead-${pass}`);
    const recorder = new FileTapeRecorder({ folder: join(folder, 'tapes'), blobs: new FileBlobStore(join(folder, 'blobs')) });
    taped.push(await measurePass(bench, { recorder }));
    untaped.push(await measurePass(bench, {}));
  }
  const best = leastOf(taped);
  const first = best.flatMap(([opening = 0]) => [opening]);
  const later = best.flatMap(([, ...others]) => others);
  const bare = leastOf(untaped).flat();
  return [
    { what: 'own overhead of a turn, median', goal: { atMost: 5 }, measured: quantile(best.flat(), 0.5), unit: 'ms' },
    { what: 'the same, p99', goal: null, measured: quantile(best.flat(), 0.99), unit: 'ms' },
    { what: 'of a first turn, which writes the market down, median', goal: null, measured: quantile(first, 0.5), unit: 'ms' },
    { what: 'of a later turn, the end of the session included, median', goal: null, measured: quantile(later, 0.5), unit: 'ms' },
    { what: 'without the tape, which waits for the disk, median', goal: null, measured: quantile(bare, 0.5), unit: 'ms' },
    { what: 'the same, p99', goal: null, measured: quantile(bare, 0.99), unit: 'ms' },
  ];
}

async function measurePass(bench: Workbench, tape: { readonly recorder?: FileTapeRecorder }): Promise<Turns> {
  const turns: (readonly DurationMs[])[] = [];
  for (const snapshot of bench.snapshots) {
    const transport = new TimedTransport();
    const means = { bench, counting: 'rough', http: transport.send, around: transport, ...tape } as const;
    await runSession(ARRANGEMENTS.single, snapshot, means);
    turns.push(transport.gapsMs);
  }
  return turns;
}

/** The least that each turn took in any pass. */
function leastOf(passes: readonly Turns[]): Turns {
  const [first = []] = passes;
  return first.map((turns, session) =>
    turns.map((_, turn) => Math.min(...passes.map((pass) => pass[session]?.[turn] ?? Number.POSITIVE_INFINITY))),
  );
}
