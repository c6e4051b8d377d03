import { pricesAt } from '../../src/agent/model-prices.ts';
import type { ModelCatalogue } from '../../src/domain/language-model.ts';
import { type EpochMs, isoDate } from '../../src/domain/time.ts';
import { isMet, type Measurement, mean, quantile, toTable } from './context/measurement.ts';
import { ARRANGEMENTS, type Arrangement } from './llm/arrangements.ts';
import { measureOverhead } from './llm/measure-overhead.ts';
import { measureParallel } from './llm/measure-parallel.ts';
import { runSession } from './llm/run-session.ts';
import { type SessionNumbers, sessionNumbers } from './llm/session-numbers.ts';
import { openWorkbench, type Workbench } from './llm/workbench.ts';

const SNAPSHOTS = 50;
/** The day whose prices the goals are about. */
const GOALS_PRICED_AT = Date.UTC(2026, 10, 25);
const PRICED_MODELS = ['claude-sonnet-5-5', 'gpt-6.1-terra', 'gemini-3.8-flash'];

type Numbers = ReadonlyMap<Arrangement, readonly SessionNumbers[]>;

/** Measures what sessions cost and take, by configuration: real snapshots, the real adapters, servers that reckon caches as the vendors do. */
export default async function benchLlm(): Promise<void> {
  const candles = process.env['STEWARD_CANDLES'];
  if (candles === undefined)
    throw new Error('STEWARD_CANDLES must name a folder of stored candles: the numbers are about real markets');
  const bench = await openWorkbench({ candles, snapshotCount: SNAPSHOTS });
  try {
    const overhead = await measureOverhead(bench);
    const numbers = await measureAll(bench, GOALS_PRICED_AT);
    const goals = [...measureGoals(numbers), ...overhead, ...(await measureParallel(bench))];
    const hours = bench.snapshots.map(({ asOf }) => asOf);
    console.log(
      `${SNAPSHOTS} random hours from ${isoDate(Math.min(...hours))} to ${isoDate(Math.max(...hours))}; tokens of o200k x the model's factor; 2,500 output tokens a conversation\n`,
    );
    printPriced(numbers, { models: bench.models, pricedAt: GOALS_PRICED_AT });
    const today = Date.now();
    if (samePrices(bench.models, today)) console.log(`Prices of today, ${isoDate(today)}, are the same.\n`);
    else printPriced(await measureAll(bench, today), { models: bench.models, pricedAt: today });
    console.log(`${secondInstanceText(numbers)}\n\n${toTable(goals)}`);
    if (!goals.every(isMet)) process.exitCode = 1;
  } finally {
    await bench.close();
  }
}

async function measureAll(bench: Workbench, pricedAt: EpochMs): Promise<Numbers> {
  const numbers = new Map<Arrangement, readonly SessionNumbers[]>();
  const { models, countTokens } = bench;
  for (const arrangement of Object.values(ARRANGEMENTS)) {
    const sessions: SessionNumbers[] = [];
    for (const snapshot of bench.snapshots) {
      const { calls } = await runSession(arrangement, snapshot, { bench, counting: 'exact' });
      sessions.push(sessionNumbers(calls, { models, pricedAt, countTokens }));
    }
    numbers.set(arrangement, sessions);
  }
  return numbers;
}

function printPriced(
  numbers: Numbers,
  { models, pricedAt }: { readonly models: ModelCatalogue; readonly pricedAt: EpochMs },
): void {
  console.log(`Prices of ${isoDate(pricedAt)}, USD per 1,000,000 tokens (input / cache read / cache write / output):`);
  for (const id of PRICED_MODELS) {
    const { prices } = pricesAt(models.get(id), pricedAt) ?? {};
    console.log(`- ${id}: ${prices?.input} / ${prices?.cacheRead} / ${prices?.cacheWrite5m} / ${prices?.output}`);
  }
  const rows = [...numbers].map(([{ name }, sessions]) => {
    const cached = mean(sessions.map((session) => session.cached / session.input));
    const cells = [
      name,
      meanOf(sessions, 'calls').toFixed(0),
      meanOf(sessions, 'distinctInput').toFixed(0),
      `${(100 * cached).toFixed(0)} %`,
      meanOf(sessions, 'output').toFixed(0),
      meanOf(sessions, 'costUsd').toFixed(4),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| configuration | calls | distinct input tokens | cached | output tokens | USD |', '|---|---|---|---|---|---|'];
  console.log(`\n${[...head, ...rows].join('\n')}\n`);
}

function measureGoals(numbers: Numbers): readonly Measurement[] {
  const of = (arrangement: Arrangement) => numbers.get(arrangement) ?? [];
  const single = of(ARRANGEMENTS.single);
  const largest = (key: 'distinctInput' | 'costUsd', arrangement: Arrangement) =>
    Math.max(...of(arrangement).map((session) => session[key]));
  const seconds = single.flatMap(({ secondTurnShares }) => secondTurnShares);
  const twins = of(ARRANGEMENTS.pairs).flatMap(({ openingShares }) => openingShares);
  const critics = of(ARRANGEMENTS.sequentialOfOne).flatMap(({ openingShares }) => openingShares);
  return [
    {
      what: 'single, distinct input, largest',
      goal: { atMost: 9_500 },
      measured: largest('distinctInput', ARRANGEMENTS.single),
      unit: 'tokens',
    },
    { what: 'single, cost, largest', goal: { atMost: 0.06 }, measured: largest('costUsd', ARRANGEMENTS.single), unit: 'USD' },
    { what: 'ensemble, cost, largest', goal: { atMost: 0.12 }, measured: largest('costUsd', ARRANGEMENTS.ensemble), unit: 'USD' },
    {
      what: 'single, second turn read from the cache, least',
      goal: { atLeast: 80 },
      measured: 100 * Math.min(...seconds),
      unit: '%',
    },
    {
      what: 'duplicate_pairs, first prompt of the second instance read from the cache, least',
      goal: { atLeast: 99 },
      measured: 100 * Math.min(...twins),
      unit: '%',
    },
    {
      what: "sequential of one vendor, critic's prompt read from the cache, median",
      goal: null,
      measured: 100 * quantile(critics, 0.5),
      unit: '%',
    },
  ];
}

function secondInstanceText(numbers: Numbers): string {
  const shares = numbers.get(ARRANGEMENTS.pairs)?.flatMap(({ openingShares }) => openingShares) ?? [];
  const paidTwice = shares.filter((share) => share < 0.5).length;
  return `duplicate_pairs: the second instance paid a second time for what both are told in ${paidTwice} of ${shares.length} sessions.`;
}

function meanOf(sessions: readonly SessionNumbers[], key: 'calls' | 'distinctInput' | 'output' | 'costUsd'): number {
  return mean(sessions.map((session) => session[key]));
}

function samePrices(models: ModelCatalogue, at: EpochMs): boolean {
  return PRICED_MODELS.every((id) => pricesAt(models.get(id), at) === pricesAt(models.get(id), GOALS_PRICED_AT));
}
