import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { judgeBatch, tellSeed } from './judge-batch.ts';
import { runBatch } from './run-batch.ts';
import type { SeedResult } from './run-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    hours: { type: 'string', default: '24' },
    /** One seed alone: nothing has to happen in it but its own life. */
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
  },
});
const hours = Number(values.hours);
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const seeds = Array.from({ length: count }, (_, index) => first + index);
const results: SeedResult[] = [];
const startedMs = performance.now();
await runBatch({
  seeds,
  hours,
  processCount: Math.min(availableParallelism(), count),
  onResult(result) {
    results.push(result);
    process.stdout.write(tellSeed(result, hours));
  },
});
const seconds = (performance.now() - startedMs) / 1_000;
process.stdout.write(
  `${count} seeds x ${hours} h in ${seconds.toFixed(1)} s: ${(seconds / (count * hours)).toFixed(3)} s per seed-hour\n`,
);
const { text, isPassed } = judgeBatch(results, { isWhole: values.seed === undefined });
process.stdout.write(text);
process.exitCode = isPassed ? 0 : 1;
