import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import type { InstrumentPreset } from '../../src/simulator/instrument-presets.ts';
import { projectRoot } from '../support/project-root.ts';
import { isMet, type Measurement, quantile, toTable } from './context/measurement.ts';
import { type BenchBot, openBenchBot } from './execution/bench-bot.ts';
import { MachineWatch } from './execution/machine-watch.ts';
import { type MeasuredEntry, measureEntry } from './execution/measure-entry.ts';

const VENUE = join(dirname(fileURLToPath(import.meta.url)), 'execution', 'venue-process.ts');
const ENTRIES = 500;
/** As many as a day may have; the next life has a day of its own. */
const ENTRIES_PER_LIFE = 50;
/** The first entries of a life wake the machine, and are not counted. */
const WARM_UP = 5;

const OWN_MS_MAX = 5;
const STOP_MS_MAX = 10;

/**
 * How long the bot lets an approved entry and its stop wait: the live composition against the simulated exchange over loopback, each intent
 * on the disk before it is sent. Operands: the number of entries of each road, 500 when left out.
 */
export default async function benchExecution([count = String(ENTRIES)]: readonly string[]): Promise<void> {
  const entries = Number(count);
  if (!Number.isInteger(entries) || entries < 1) {
    console.error(`"${count}" is no number of entries.`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(join(projectRoot, 'data'), { recursive: true });
  const machine = await MachineWatch.open(join(projectRoot, 'data'));
  const alone = await measureRoad('capture-2024', { count: entries, machine });
  const together = await measureRoad('spot-2026', { count: entries, machine });
  const { writesMs, latenessMs } = await machine.close();
  const measurements = [
    ...twoRequestRows(alone),
    ...oneRequestRows(together),
    ...spread('for comparison: one write to this disk meanwhile', writesMs, null),
    ...spread('for comparison: how late this machine is for a moment that it was told', latenessMs, null),
  ];
  console.log(toTable(measurements));
  if (!measurements.every(isMet)) process.exitCode = 1;
}

interface Road {
  readonly count: number;
  readonly machine: MachineWatch;
}

async function measureRoad(preset: InstrumentPreset, { count, machine }: Road): Promise<readonly MeasuredEntry[]> {
  const measured: MeasuredEntry[] = [];
  while (measured.length < count) {
    const wanted = Math.min(ENTRIES_PER_LIFE - WARM_UP, count - measured.length);
    measured.push(...(await measureLife(preset, { count: wanted, machine })));
  }
  return measured;
}

async function measureLife(preset: InstrumentPreset, { count, machine }: Road): Promise<readonly MeasuredEntry[]> {
  const child = fork(VENUE, [preset], { stdio: 'inherit' });
  try {
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
    const bot = await openBenchBot(port);
    return await measureEntries(bot, { count, machine }).finally(() => bot.close());
  } finally {
    child.kill();
  }
}

async function measureEntries(bot: BenchBot, { count, machine }: Road): Promise<readonly MeasuredEntry[]> {
  const measured: MeasuredEntry[] = [];
  for (let index = 0; index < WARM_UP + count; index += 1) {
    const entry = await measureEntry(bot, DEFAULT_SYMBOLS[index % DEFAULT_SYMBOLS.length] ?? 'BTCUSDT');
    if (index >= WARM_UP) measured.push(entry);
    await machine.look();
  }
  return measured;
}

function twoRequestRows(measured: readonly MeasuredEntry[]): readonly Measurement[] {
  const roundTripMs = quantile(
    measured.map((entry) => entry.roundTripMs),
    0.5,
  );
  const beyond = measured.map(({ fillToStopMs }) => fillToStopMs - roundTripMs);
  const road = 'stop in a second request';
  return [
    { what: `entries, ${road}`, goal: null, measured: measured.length, unit: '' },
    ...approvalRows(measured, road),
    { what: `round trip of an order, ${road}: median`, goal: null, measured: roundTripMs, unit: 'ms' },
    ...spread(`fill to the stop's acceptance less one round trip, ${road}`, beyond, STOP_MS_MAX),
    ...spread(
      `of it our own time, ${road}`,
      measured.map(({ answerToStopMs }) => answerToStopMs ?? Number.NaN),
      null,
    ),
  ];
}

function oneRequestRows(measured: readonly MeasuredEntry[]): readonly Measurement[] {
  const road = 'stop in the same request';
  const unprotected = measured.map(({ fillToStopMs, toldUnprotectedMs }) => Math.max(0, fillToStopMs, toldUnprotectedMs));
  const requests = measured.filter(({ answerToStopMs }) => answerToStopMs !== null).length;
  return [
    { what: `entries, ${road}`, goal: null, measured: measured.length, unit: '' },
    ...approvalRows(measured, road),
    { what: `entries that needed a second request, ${road}`, goal: { atMost: 0 }, measured: requests, unit: '' },
    { what: `longest time without a stop, ${road}`, goal: { atMost: 0 }, measured: Math.max(...unprotected), unit: 'ms' },
  ];
}

function approvalRows(measured: readonly MeasuredEntry[], road: string): readonly Measurement[] {
  return spread(
    `approval to the order on the wire, our own time, ${road}`,
    measured.map((entry) => entry.approvalToWireMs),
    OWN_MS_MAX,
  );
}

function spread(what: string, samples: readonly number[], p99Max: number | null): readonly Measurement[] {
  return [
    { what: `${what}: median`, goal: null, measured: quantile(samples, 0.5), unit: 'ms' },
    { what: `${what}: p99`, goal: p99Max === null ? null : { atMost: p99Max }, measured: quantile(samples, 0.99), unit: 'ms' },
  ];
}
