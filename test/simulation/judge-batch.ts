import { isoTime } from '../../src/domain/time.ts';
import { FAULT_NAMES } from '../../src/simulator/server/wire-faults.ts';
import type { SeedResult } from './run-seed.ts';

const FAULTS: readonly string[] = [...FAULT_NAMES, 'unknown-word'];

/** Branches that only trouble leads to, by the facts that tell of them. */
const BRANCHES: readonly string[] = [
  'order-outcome-unknown',
  'order-lost',
  'order-rejected',
  'order-expired',
  'order-cancelled',
  'position-unprotected',
  'position-protected',
  'drift-found',
  'drift-resolved',
  'alert-raised',
  'alert-resolved',
  'proposal-executed',
];

/** How one seed went, with the command that runs it again where something is broken. */
export function tellSeed({ seed, hash, breaches, restarts, faults, branches }: SeedResult, hours: number): string {
  const fired = sumOf(Object.values(faults));
  const fills = branches.get('fill-booked') ?? 0;
  const lines = [`seed ${seed}: ${hash}, ${fired} faults, ${restarts} restarts, ${fills} fills, ${breaches.length} broken`];
  for (const { invariant, at, what } of breaches) lines.push(`  ${isoTime(at)} ${invariant}: ${what}`);
  if (breaches.length > 0) lines.push(`  again: npm run simulate -- --seed ${seed} --hours ${hours}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Judges all lives together: nothing is broken, and in a whole batch every fault struck and every branch was entered at least once.
 */
export function judgeBatch(
  results: readonly SeedResult[],
  { isWhole }: { readonly isWhole: boolean },
): { readonly text: string; readonly isPassed: boolean } {
  const faults = FAULTS.map((name) => [name, sumOf(results.map((result) => result.faults[name] ?? 0))] as const);
  const branches = BRANCHES.map((name) => [name, sumOf(results.map((result) => result.branches.get(name) ?? 0))] as const);
  const missing = isWhole ? [...faults, ...branches].filter(([, count]) => count === 0) : [];
  const sound = results.filter(({ breaches }) => breaches.length === 0).length;
  const lines = [`faults: ${countsText(faults)}`, `branches: ${countsText(branches)}`];
  if (missing.length > 0) lines.push(`never happened: ${missing.map(([name]) => name).join(', ')}`);
  lines.push(`${sound} of ${results.length} seeds without a broken invariant`);
  return { text: `${lines.join('\n')}\n`, isPassed: sound === results.length && missing.length === 0 };
}

function countsText(counts: readonly (readonly [name: string, count: number])[]): string {
  return counts.map(([name, count]) => `${name} ${count}`).join(', ');
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
